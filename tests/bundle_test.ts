// Programs bundled and minified by Vite, esbuild and `bun build` prove with workers, in Chromium and on the runtimes,
// and make the bytes that the unbundled package makes on one thread. Also under a content security policy that forbids
// workers from Blobs: with workers from a file, and not without.

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { Browser, Page } from "playwright-core";
import { prove, type Told } from "./support/bundle_app/prove.ts";
import {
  build,
  type Bundler,
  BUNDLERS,
  BUNDLERS_MISSING,
  run,
  withProject,
} from "./support/bundle_project.ts";
import { BROWSER_MISSING, complaints, withBrowser } from "./support/browser_launch.ts";
import { folder, withServer } from "./support/browser_site.ts";

const ISOLATION = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
};
/** Workers of the site's own files; no Blobs, no eval, nothing from elsewhere. */
const FILES_ONLY = {
  ...ISOLATION,
  "content-security-policy": "default-src 'none'; script-src 'self'; worker-src 'self'",
};
// 2^8 rows, two at a time to each of three threads in turn.
const THREE_THREADS = [86, 86, 84];
const RESULT_LIMIT_MS = 120_000;

const ignored = (reason: string | undefined) => reason === undefined ? "" : ` (ignored: ${reason})`;
const missing = BUNDLERS_MISSING ?? BROWSER_MISSING;

Deno.test({
  name: `bundles: Vite, esbuild and bun build, minified${ignored(missing)}`,
  ignore: missing !== undefined,
  async fn(test) {
    const expected = await prove({ threads: 1 });
    assert("proofs" in expected);
    const { proofs } = expected;
    await withProject((project) =>
      withBrowser(async (browser) => {
        for (const bundler of BUNDLERS) {
          const out = await build(project, bundler);
          await inBrowser(test, bundler, browser, out, proofs);
          if (bundler === BUNDLERS[0]) await withoutThreads(test, browser, out, proofs);
          if (bundler.runs) await onRuntimes(test, bundler, out, proofs);
        }
      })
    );
  },
});

async function inBrowser(
  test: Deno.TestContext,
  { name }: Bundler,
  browser: Browser,
  out: string,
  proofs: readonly string[],
): Promise<void> {
  const visit = (headers: Record<string, string>, query: string) =>
    withPage(browser, out, headers, query);

  await test.step(`${name}: a page proves on its main thread and two workers from Blobs`, async () => {
    assertEquals(await visit(ISOLATION, ""), { told: { proofs, rows: THREE_THREADS }, heard: [] });
  });
  await test.step(`${name}: on two workers from a file, where a policy forbids Blobs`, async () => {
    const { told, heard } = await visit(FILES_ONLY, "?worker=file");
    assertEquals({ told, heard }, { told: { proofs, rows: THREE_THREADS }, heard: [] });
  });
}

/** What does not depend on the bundler. */
async function withoutThreads(
  test: Deno.TestContext,
  browser: Browser,
  out: string,
  proofs: readonly string[],
): Promise<void> {
  const visit = (headers: Record<string, string>, query: string) =>
    withPage(browser, out, headers, query);

  await test.step("where a policy forbids Blobs, the default says so", async () => {
    const { told, heard } = await visit(FILES_ONLY, "");
    const message = failed(told);
    assertStringIncludes(message, "Cannot open a pool of 3 threads: worker on slot ");
    assertStringIncludes(
      message,
      "where a content security policy forbids Blobs, give createWorker",
    );
    // The browser's own word that it was the policy.
    assert(
      heard.length > 0 && heard.every((text) => text.includes("worker-src 'self'")),
      `${heard}`,
    );
  });
  await test.step("a page that is not isolated has one thread", async () => {
    assertStringIncludes(failed((await visit({}, "")).told), "only when cross-origin isolated");
    const one = await visit({}, "?threads=1");
    assertEquals(one, { told: { proofs, rows: [256] }, heard: [] });
  });
}

function failed(told: Told): string {
  assert("message" in told, JSON.stringify(told));
  assertEquals([told.name, told.code], ["SchedulerError", "open-failed"]);
  return told.message;
}

async function withPage(
  browser: Browser,
  out: string,
  headers: Record<string, string>,
  query: string,
): Promise<{ told: Told; heard: readonly string[] }> {
  let told: Told | undefined, heard: readonly string[] = [];
  await withServer(folder(out, headers), async ({ origin }) => {
    const page: Page = await browser.newPage();
    heard = complaints(page);
    // Browsers ask for it of themselves.
    await page.route("**/favicon.ico", (route) => route.fulfill({ status: 204 }));
    await page.goto(`${origin}/${query}`);
    const text = await page.locator("output").textContent({ timeout: RESULT_LIMIT_MS });
    told = JSON.parse(text as string);
    await page.close();
  });
  return { told: told as Told, heard };
}

async function onRuntimes(
  test: Deno.TestContext,
  { name }: Bundler,
  out: string,
  proofs: readonly string[],
): Promise<void> {
  for (
    const [runtime, args, rows] of [
      ["deno", ["run", "--no-lock", "--no-config", "run.js"], THREE_THREADS],
      ["bun", ["run.js"], THREE_THREADS],
      // Without a web Worker.
      ["node", ["--input-type=module", "--eval", "await import('./run.js')"], [256]],
    ] as const
  ) {
    await test.step(`${name}: its bundle proves on ${runtime}, on ${rows.length} threads`, async () => {
      assertEquals(JSON.parse(await run(out, runtime, args)), { proofs, rows });
    });
  }
}

const read = Deno.permissions.querySync({ name: "read" }).state === "granted";

Deno.test({
  name: `bundles: the recipes in docs/browser.md are what is tested here${
    ignored(read ? undefined : "needs --allow-read")
  }`,
  ignore: !read,
  async fn() {
    const here = (path: string) => Deno.readTextFile(new URL(path, import.meta.url));
    const docs = await here("../docs/browser.md");
    const app = (name: string) => here(`./support/bundle_app/${name}`);
    const starts = async (name: string) => /\(\) => new Worker\(.*?\}\)/.exec(await app(name))?.[0];
    for (
      const [what, tested] of [
        [
          "worker.ts",
          (await app("worker.ts")).split("\n").find((line) => line.startsWith("import")),
        ],
        ["page_vite.ts", await starts("page_vite.ts")],
        ["page_plain.ts", await starts("page_plain.ts")],
        ...BUNDLERS.slice(1).map(({ name, command }) =>
          [name, command.slice(command.indexOf("run.ts") + 1).join(" ")] as const
        ),
      ]
    ) {
      assert(tested !== undefined && tested !== "", what);
      assertStringIncludes(docs, tested, what);
    }
  },
});
