#!/usr/bin/env bash
# Builds everything, then runs ours and the C++ yardsticks in turn on one core and prints the ratio of medians.
#
#   Benchmarks/compare.sh [ROUNDS] [REPETITIONS]     rounds of both in turn (5), timed repetitions a round (5)
#
# A ratio above 1 means that ours is faster. "same" says that both computed the same thing: equal hashes of all fills
# or of the times of all events. CORE chooses the core (1); CXX the compiler (g++).
set -euo pipefail
cd "$(dirname "$0")"
rounds=${1:-5}
repetitions=${2:-5}
core=${CORE:-1}
work=.build/yardsticks

swift build -c release
mkdir -p "$work"
for yardstick in order_stream order_book hold_model zero_intelligence; do
  "${CXX:-g++}" -O3 -march=native -std=c++20 -Wall -Wextra -o "$work/$yardstick" "Yardsticks/$yardstick.cpp"
done
for stream in A B C; do
  "$work/order_stream" "$stream" 1000000 42 "$work/$stream.bin"
done

ours=.build/release/Benchmarks
pinned() { taskset -c "$core" "$@" 2>/dev/null; }

# median FILE: the median of seconds per event, in nanoseconds.
median() { awk '{ print $2 / $1 * 1e9 }' "$1" | sort -n | awk '{ t[NR] = $1 } END { print t[int((NR + 1) / 2)] }'; }
least() { awk '{ print $2 / $1 * 1e9 }' "$1" | sort -n | head -1; }

# compare NAME CHECKS -- our command -- yardstick's command
compare() {
  local name=$1 checks=$2 our_command=() yardstick=() side=none
  shift 2
  for word in "$@"; do
    if [ "$word" = -- ]; then
      if [ $side = none ]; then side=ours; else side=yardstick; fi
    elif [ $side = ours ]; then our_command+=("$word"); else yardstick+=("$word"); fi
  done
  : >"$work/ours.txt"
  : >"$work/yardstick.txt"
  for ((round = 0; round < rounds; round++)); do
    pinned "${our_command[@]}" "$repetitions" >>"$work/ours.txt"
    pinned "${yardstick[@]}" "$repetitions" >>"$work/yardstick.txt"
  done
  local verdict=-
  if [ "$checks" = same ]; then
    verdict=$(awk '{ print $3 }' "$work/ours.txt" "$work/yardstick.txt" | sort -u | wc -l)
    if [ "$verdict" = 1 ]; then verdict=same; else verdict=DIFFERENT; fi
  fi
  awk -v name="$name" -v a="$(median "$work/ours.txt")" -v b="$(median "$work/yardstick.txt")" \
    -v c="$(least "$work/ours.txt")" -v d="$(least "$work/yardstick.txt")" -v verdict="$verdict" \
    'BEGIN { printf "%-36s %9.1f %9.1f %11.1f %9.1f %8.2f %8.2f   %s\n", name, a, c, b, d, b / a, d / c, verdict }'
  [ "$verdict" != DIFFERENT ]
}

echo
echo "ns an event                            ours: median     least   C++: median     least    ratio  (least)  check"
for pending in 1000 100000 1000000; do
  compare "hold model, $pending pending" same -- \
    $ours hold-model $pending 1000000 -- "$work/hold_model" $pending 1000000
done
for stream in A B C; do
  compare "order book, stream $stream" same -- \
    $ours order-book "$work/$stream.bin" -- "$work/order_book" "$work/$stream.bin"
done
compare "zero-intelligence market" none -- \
  $ours zero-intelligence 1000 23400 -- "$work/zero_intelligence" 1000 23400 60 7
compare "whole peg-shock (beside the above)" none -- \
  $ours scenario ../scenarios/peg-shock.json -- "$work/zero_intelligence" 1000 23400 60 7
