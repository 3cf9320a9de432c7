#!/bin/sh
# Does a sweep as several processes of this machine, one shard each, and joins the shards.
#
#   sh gnu-parallel.sh SHARDS PROCESSES DIR SCENARIO [options of simrun sweep]
#
# SIMRUN names the program, if it is not on the path. Where GNU parallel is not installed, xargs does it.
# A shard that failed is done again by the same line: those that are complete end at once.
set -eu
simrun=${SIMRUN:-simrun}
shards=$1
processes=$2
out=$3
shift 3
set -- "$simrun" sweep "$@" --out "$out" --jobs 1 --quiet --shard

if parallel --version 2>/dev/null | grep -q '^GNU parallel'; then
  seq "$shards" | parallel --quote --jobs "$processes" --halt soon,fail=1 -I @SHARD@ "$@" "@SHARD@/$shards"
else
  seq "$shards" | xargs -P "$processes" -I @SHARD@ "$@" "@SHARD@/$shards"
fi
exec "$simrun" merge "$out"
