// A stand-in for the part of @std/testing/bdd that our tests use: nested describe/it become one Deno.test
// with steps, hooks run in the documented order. deno.jsr.json uses the real one.

type Body = () => void | Promise<void>;
interface Suite {
  name: string;
  children: (Suite | Case)[];
  hooks: Record<"beforeAll" | "afterAll" | "beforeEach" | "afterEach", Body[]>;
  ignore: boolean;
}
interface Case {
  name: string;
  body: Body;
  ignore: boolean;
}

let open: Suite | undefined;

function suite(name: string, ignore: boolean): Suite {
  return {
    name,
    ignore,
    children: [],
    hooks: { beforeAll: [], afterAll: [], beforeEach: [], afterEach: [] },
  };
}

async function runSuite(t: Deno.TestContext, s: Suite, outer: Suite[]): Promise<void> {
  const path = [...outer, s];
  for (const hook of s.hooks.beforeAll) await hook();
  try {
    for (const child of s.children) {
      await t.step({
        name: child.name,
        ignore: child.ignore,
        fn: "body" in child
          ? async () => {
            for (const p of path) for (const hook of p.hooks.beforeEach) await hook();
            try {
              await child.body();
            } finally {
              for (const p of path.toReversed()) for (const hook of p.hooks.afterEach) await hook();
            }
          }
          : (step) => runSuite(step, child, path),
      });
    }
  } finally {
    for (const hook of s.hooks.afterAll) await hook();
  }
}

function addSuite(name: string, body: () => void, ignore: boolean): void {
  const parent = open;
  const s = suite(name, ignore);
  open = s;
  try {
    body();
  } finally {
    open = parent;
  }
  if (parent) parent.children.push(s);
  else Deno.test({ name, ignore, fn: (t) => runSuite(t, s, []) });
}

/** Groups test cases. */
export function describe(name: string, body: () => void): void {
  addSuite(name, body, false);
}
describe.ignore = (name: string, body: () => void): void => addSuite(name, body, true);

function addCase(name: string, body: Body, ignore: boolean): void {
  if (open) open.children.push({ name, body, ignore });
  else Deno.test({ name, ignore, fn: () => body() });
}

/** Declares a test case. */
export function it(name: string, body: Body): void {
  addCase(name, body, false);
}
it.ignore = (name: string, body: Body): void => addCase(name, body, true);

function hook(kind: keyof Suite["hooks"], body: Body): void {
  if (!open) throw new Error(`Cannot add ${kind}: it stands outside describe()`);
  open.hooks[kind].push(body);
}

/** Runs once before the cases of the suite. */
export function beforeAll(body: Body): void {
  hook("beforeAll", body);
}
/** Runs once after the cases of the suite. */
export function afterAll(body: Body): void {
  hook("afterAll", body);
}
/** Runs before each case of the suite and of those inside it. */
export function beforeEach(body: Body): void {
  hook("beforeEach", body);
}
/** Runs after each case of the suite and of those inside it. */
export function afterEach(body: Body): void {
  hook("afterEach", body);
}
