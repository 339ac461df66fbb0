#!/usr/bin/env bash
# The npm tarball as its users see it: packed, installed in a project of its own, type-checked by TypeScript, run with
# workers on Bun and on Node. The proofs must be the bytes that Deno makes from the sources. Needs deno, bun, node and
# npm on the PATH, and of the network the npm registry only.
set -euo pipefail
cd "$(dirname "$0")/.."

TYPESCRIPT=7.0.2
NODE_TYPES=20.19.43
THREADS=3
VECTOR=$PWD/tests/vectors/sumcheck_ultra_bb3_d8_satisfied.json

project=$(mktemp -d)
trap 'rm -rf "$project"' EXIT
expected=$project/deno.txt

deno run --allow-read tests/package/prove.ts "$THREADS" "$VECTOR" >"$expected"
# It warns of each module that no public declaration names and that therefore has none itself; TypeScript tells, below.
deno task --quiet pack --allow-dirty --output "$project/package.tgz" 2>&1 | grep -v "^Could not generate types for"

mkdir "$project/tests" "$project/examples"
cp -r tests/package "$project/tests/"
cp examples/node_worker.ts "$project/examples/"
cd "$project"
echo '{ "name": "consumer", "private": true, "type": "module" }' >package.json
npm install --no-audit --no-fund --ignore-scripts ./package.tgz "typescript@$TYPESCRIPT" "@types/node@$NODE_TYPES"

# No DOM: what the package's declarations name must be there in Node too.
cat >tsconfig.json <<'END'
{
  "compilerOptions": {
    "strict": true,
    "exactOptionalPropertyTypes": true,
    "noUncheckedIndexedAccess": true,
    "target": "es2022",
    "lib": ["es2023"],
    "types": ["node"],
    "module": "nodenext",
    "verbatimModuleSyntax": true,
    "rewriteRelativeImportExtensions": true,
    "rootDir": ".",
    "outDir": "dist"
  },
  "include": ["tests", "examples"]
}
END
npx --no-install tsc
npx --no-install tsc --noEmit --module esnext --moduleResolution bundler --lib esnext,dom,dom.iterable
echo "types: as Node resolves them, and as bundlers do"

# Node 20 has no web Worker: tests/package/prove.ts then takes examples/node_worker.ts.
node dist/tests/package/prove.js "$THREADS" "$VECTOR" | cmp - "$expected"
echo "Node $(node --version): the same proofs"
bun tests/package/prove.ts "$THREADS" "$VECTOR" | cmp - "$expected"
bun node_modules/@limbs/sumcheck/cli.js prove --relations ultra-bb3 --trace "$VECTOR" --workers 2 --out proof.json
bun node_modules/@limbs/sumcheck/cli.js verify --relations ultra-bb3 --trace "$VECTOR" --proof proof.json
echo "Bun $(bun --version): the same proofs"
