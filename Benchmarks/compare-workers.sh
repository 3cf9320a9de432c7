#!/usr/bin/env bash
# Replications a second with two workers beside one, in turn, and the ratio of medians.
#
#   Benchmarks/compare-workers.sh [ROUNDS] [REPLICATIONS]     rounds of both in turn (5), replications of each run (16)
#
# Both write the same bytes, which is checked. The machine needs two cores that have nothing else to do: the load is
# printed, since with other work on them the ratio says more about that work than about simrun.
set -euo pipefail
cd "$(dirname "$0")/.."
rounds=${1:-5}
replications=${2:-16}
scenario=${SCENARIO:-scenarios/peg-shock.json}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

[ -n "${SIMRUN:-}" ] || swift build -c release --product simrun
simrun=${SIMRUN:-.build/release/simrun}

# timed JOBS: seconds of one run with so many workers.
timed() {
  local begin end
  begin=$(date +%s%N)
  "$simrun" run "$scenario" --replications "$replications" -j "$1" -q -f -o "$work/$1"
  end=$(date +%s%N)
  echo $(((end - begin) / 1000)) >>"$work/times-$1"
}
median() { sort -n "$1" | awk '{ t[NR] = $1 } END { print t[int((NR + 1) / 2)] }'; }

echo "$scenario, $replications replications, $rounds rounds, $(nproc) cores, load $(cut -d' ' -f1-3 /proc/loadavg)"
for _ in $(seq "$rounds"); do
  timed 1
  timed 2
done
diff "$work/1/SHA256SUMS" "$work/2/SHA256SUMS" && echo "the same bytes"
awk -v one="$(median "$work/times-1")" -v two="$(median "$work/times-2")" -v runs="$replications" 'BEGIN {
  printf "one worker   %8.2f replications/s\n", runs / one * 1e6
  printf "two workers  %8.2f replications/s\n", runs / two * 1e6
  printf "ratio        %8.2f\n", one / two
}'
