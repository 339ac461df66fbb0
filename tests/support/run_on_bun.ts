// Runs the tests that need no permission on Bun, whose engine is another than Deno's: the same bytes must come out.
// Gives them the two things of Deno's that they name: `Deno.test`, and permissions, of which none is granted.
//
//   bun tests/support/run_on_bun.ts [PART…]      PART: part of a file's name; all files without
//
// (`bun test` does not fetch dependencies by itself, as `bun` does.) tests/tsconfig.json says where Bun finds `@std`.

interface Definition {
  readonly name: string;
  readonly ignore?: boolean;
  readonly fn: () => unknown;
}

const LIMIT_MS = 120_000;
/** Reads the text of functions, which Bun rewrites when it loads them. */
const NOT_HERE = ["field_kernel_proof_test.ts"];

const { Bun, process } = globalThis as unknown as {
  Bun: { Glob: new (pattern: string) => { scan(folder: string): AsyncIterable<string> } };
  process: { readonly argv: readonly string[]; exit(code: number): never };
};

const tests: Definition[] = [];
Object.assign(globalThis, {
  Deno: {
    test(first: string | Definition, fn?: () => unknown): void {
      tests.push(typeof first === "string" ? { name: first, fn: fn as () => unknown } : first);
    },
    permissions: { querySync: () => ({ state: "denied" }) },
  },
});

async function runTest({ fn }: Definition): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done after ${LIMIT_MS} ms`)), LIMIT_MS);
  });
  try {
    await Promise.race([fn(), limit]);
  } finally {
    clearTimeout(timer);
  }
}

const folder = decodeURIComponent(new URL("../", import.meta.url).pathname);
const files: string[] = [];
for await (const file of new Bun.Glob("*_test.ts").scan(folder)) files.push(file);
const parts = process.argv.slice(2);
const wanted = (file: string) =>
  !NOT_HERE.includes(file) &&
  (parts.length === 0 || parts.some((part) => file.includes(part)));
let passed = 0, failed = 0, ignored = 0;
for (const file of files.filter(wanted).sort()) {
  tests.length = 0;
  await import(folder + file);
  const start = performance.now();
  for (const test of tests) {
    if (test.ignore) {
      ignored++;
      continue;
    }
    try {
      await runTest(test);
      passed++;
    } catch (error) {
      failed++;
      console.error(`FAILED ${file}: ${test.name}\n`, error);
    }
  }
  console.log(`${file}: ${tests.length} tests, ${Math.round(performance.now() - start)} ms`);
}
console.log(`on Bun: ${passed} passed, ${failed} failed, ${ignored} ignored`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
