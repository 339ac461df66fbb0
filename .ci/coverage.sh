#!/usr/bin/env bash
# Coverage of each room from what `deno test --coverage=FOLDER` has collected: at least 90 % of the lines, of the branches
# and of the functions, and no file that the tests never load.
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
# Types only, a list of exports, and the entry of the worker's bundle.
NOT_MEASURED=(relations/compiler/values.ts scheduler/job.ts scheduler/mod.ts sumcheck/transcript.ts sumcheck/worker.ts)

echo "            | branches | functions |  lines |"
for room in "${ROOMS[@]}"; do
  report=$(deno coverage "$FOLDER" --threshold="$FLOOR" --include="^file://$PWD/$room/" --exclude='\.generated\.ts$' 2>&1) || {
    printf '%s/\n%s\n' "$room" "$report" >&2
    exit 1
  }
  # The last row: "| All files |     97.1 |      100.0 |   99.3 |"
  printf '%-12s|%s\n' "$room/" "$(sed -n 's/^| All files *|//p' <<<"$report")"
done

deno coverage "$FOLDER" --lcov --include="^file://$PWD/" | sed -n "s#^SF:$PWD/##p" | sort >"$FOLDER/loaded.txt"
missing=$(find "${ROOMS[@]}" -name '*.ts' | sort | comm -23 - "$FOLDER/loaded.txt" |
  grep -vxF "$(printf '%s\n' "${NOT_MEASURED[@]}")" || true)
if [ -n "$missing" ]; then
  printf 'no test loads %s\n' $missing >&2
  exit 1
fi
