#!/bin/sh
# Does a sweep as an array of Slurm jobs, one shard each, and joins the shards when all are done.
#
#   sh slurm-array.sh SHARDS DIR SCENARIO [options of simrun sweep]
#
# SIMRUN names the program, if it is not on the path; SBATCH_ARGS holds options for sbatch, such as a partition.
# A shard that failed is done again by the same line: those that are complete end at once.
set -eu
simrun=${SIMRUN:-simrun}
shards=$1
out=$2

if [ -z "${SLURM_ARRAY_TASK_ID:-}" ]; then
  # shellcheck disable=SC2086 # SBATCH_ARGS holds several words.
  array=$(sbatch --parsable ${SBATCH_ARGS:-} --job-name=sweep --array="1-$shards" --cpus-per-task=1 "$0" "$@")
  # shellcheck disable=SC2086
  merge=$(sbatch --parsable ${SBATCH_ARGS:-} --job-name=merge --dependency="afterok:$array" \
    --kill-on-invalid-dep=yes --wrap="exec '$simrun' merge '$out'")
  echo "job $array does the shards, job $merge joins them"
  exit
fi

shift 2
exec "$simrun" sweep "$@" --out "$out" --shard "$SLURM_ARRAY_TASK_ID/$shards" --jobs 1 --no-progress
