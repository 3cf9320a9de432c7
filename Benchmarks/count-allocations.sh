#!/usr/bin/env bash
# Shows that no event allocates in steady state: counts the allocations of a run of N events and of one of 2N.
#
#   Benchmarks/count-allocations.sh
#
# Every benchmark runs under valgrind at two lengths. Setting up costs the same in both, so what the longer run
# allocates beyond the shorter one was allocated by its additional events. What remains is growth: a doubling array is
# allowed a few allocations in a million events, an event is not.
set -euo pipefail
cd "$(dirname "$0")"
allowed=${ALLOWED:-64}
work=.build/yardsticks
swift build -c release
mkdir -p "$work"
g++ -O2 -std=c++20 -o "$work/order_stream" Yardsticks/order_stream.cpp

# allocations COMMAND...: how often the command allocates.
allocations() {
  valgrind --run-libc-freeres=no "$@" 2>&1 >/dev/null |
    sed -nE 's/.*total heap usage: ([0-9,]+) allocs.*/\1/p' | tr -d ,
}

failed=0
# check NAME EVENTS SHORT LONG: EVENTS is how many events the longer run has more.
check() {
  local name=$1 events=$2 short long
  short=$(allocations .build/release/Benchmarks $3)
  long=$(allocations .build/release/Benchmarks $4)
  printf '%-28s %9d more events   %9d then %9d allocations   %d more\n' \
    "$name" "$events" "$short" "$long" $((long - short))
  if ((long - short > allowed)); then failed=1; fi
}

for stream in B C; do
  "$work/order_stream" $stream 200000 42 "$work/${stream}200000.bin" >/dev/null
  "$work/order_stream" $stream 400000 42 "$work/${stream}400000.bin" >/dev/null
  check "order book, stream $stream" 400000 \
    "order-book $work/${stream}200000.bin 1" "order-book $work/${stream}400000.bin 1"
done
check "hold model, 1000 pending" 400000 "hold-model 1000 200000 1" "hold-model 1000 400000 1"
# Traders' lists of orders and the book itself grow with the market, each by doubling.
check "zero-intelligence market" 200000 "zero-intelligence 20 300000 1" "zero-intelligence 20 600000 1"
exit $failed
