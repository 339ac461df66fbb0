#!/usr/bin/env bash
# Coverage of each room from what `deno test --coverage=FOLDER` has collected: at least 90 % of the lines, of the branches
# and of the functions.
#
#   .ci/coverage.sh FOLDER
#
# Generated files are left out: they are as their generators make them, and thousands of straight lines would hide others.
# What runs in a worker from a Blob is not seen; the same modules count where tests call them on the calling thread.
# Subprocesses are not counted.
set -euo pipefail
cd "$(dirname "$0")/.."

FOLDER=$1
FLOOR=90
ROOMS=(field relations scheduler sumcheck cli)

# A file that no test loads would not be in the report at all: here every one is loaded, and its functions are not called.
# (sumcheck/worker.ts cannot be loaded but in a worker, and calls one function.)
find "${ROOMS[@]}" -name '*.ts' ! -name '*.generated.ts' ! -path sumcheck/worker.ts |
  sed "s#.*#import \"file://$PWD/&\";#" >"$FOLDER/every_file.ts"
deno run --quiet --no-lock --config deno.json --coverage="$FOLDER" "$FOLDER/every_file.ts" >/dev/null

echo "            | branches | functions |  lines |"
for room in "${ROOMS[@]}"; do
  report=$(deno coverage "$FOLDER" --threshold="$FLOOR" --include="^file://$PWD/$room/" --exclude='\.generated\.ts$' 2>&1) || {
    printf '%s/\n%s\n' "$room" "$report" >&2
    exit 1
  }
  # The last row: "| All files |     97.1 |      100.0 |   99.3 |"
  printf '%-12s|%s\n' "$room/" "$(sed -n 's/^| All files *|//p' <<<"$report")"
done
