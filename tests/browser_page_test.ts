// examples/browser in headless Chromium: proofs on several threads are those that Deno makes; progress, timeline and
// tables; cancelling; a proof that must be refused; without the isolating headers one thread, and the page says so.

import { assert, assertEquals, assertLessOrEqual, assertStringIncludes } from "@std/assert";
import type { Page } from "playwright-core";
import { workload } from "../bench/workloads/mod.ts";
import { handler, ISOLATION, makeSite } from "../examples/browser/serve.ts";
import { decodeProof, encodeProof } from "../sumcheck/proof_binary.ts";
import { SumcheckProver } from "../sumcheck/prover.ts";
import { verifyWithTrace } from "../sumcheck/verifier.ts";
import { BROWSER_MISSING, complaints, withBrowser } from "./support/browser_launch.ts";
import { withServer } from "./support/browser_site.ts";
import { programPath } from "./support/subprocess.ts";

// Of one proof, on a machine that does much else.
const LIMIT_MS = 180_000;
const note = BROWSER_MISSING === undefined ? "" : ` (ignored: ${BROWSER_MISSING})`;

/** What is chosen in the form. */
interface Choice {
  readonly statement: "Circuit" | "Virtual machine";
  readonly logRows: number;
  readonly threads?: number;
  readonly distribution?: string;
}

async function choose(page: Page, choice: Choice): Promise<void> {
  const labelled = (name: string) => page.getByLabel(name, { exact: true });
  await labelled("Statement").selectOption(choice.statement);
  await labelled("Rows").selectOption(String(choice.logRows));
  if (choice.threads !== undefined) {
    await labelled("Threads").fill(String(choice.threads));
  }
  if (choice.distribution !== undefined) {
    await labelled("Distribution").selectOption(choice.distribution);
  }
}

/** Proves what is chosen; returns what the page says at the end. */
async function prove(page: Page): Promise<string> {
  await page.getByRole("button", { name: "Prove" }).click();
  await page.locator("#prove:enabled").waitFor({ timeout: LIMIT_MS });
  return await page.getByRole("status").textContent() ?? "";
}

/** The proof that the page offers for downloading. */
async function downloaded(page: Page): Promise<Uint8Array> {
  const waiting = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download the proof" }).click();
  const path = await (await waiting).path();
  return await Deno.readFile(path);
}

/** The texts of a table's cells, line by line. */
async function cells(page: Page, name: string): Promise<string[][]> {
  const rows = await page.getByRole("table", { name }).locator("tbody tr").all();
  return await Promise.all(rows.map((row) => row.locator("th, td").allTextContents()));
}

/** How many points of the timeline, in the middle of each lane, have each round's colour. */
function coloured(page: Page, lanes: number, rounds: number): Promise<number[][]> {
  return page.evaluate(([lanes, rounds]) => {
    // deno-lint-ignore no-explicit-any
    const { document, getComputedStyle, devicePixelRatio } = globalThis as any;
    const canvas = document.querySelector("#timeline");
    const context = canvas.getContext("2d");
    const style = getComputedStyle(canvas);
    return Array.from({ length: lanes }, (_, lane) => {
      const y = Math.round((20 + lane * 32 + 13) * devicePixelRatio);
      const { data } = context.getImageData(0, y, canvas.width, 1);
      return Array.from({ length: rounds }, (_, round) => {
        const [r, g, b] = style.getPropertyValue(`--round-${round}`).match(/[0-9a-f]{2}/g)
          .map((digits: string) => parseInt(digits, 16));
        let points = 0;
        for (let i = 0; i < data.length; i += 4) {
          if (data[i] === r && data[i + 1] === g && data[i + 2] === b) points++;
        }
        return points;
      });
    });
  }, [lanes, rounds] as const);
}

/** The same statement's proof, made here on one thread and without being told that the trace is satisfied. */
async function proofHere(logRows: number): Promise<Uint8Array> {
  const { registry, trace, parameters } = workload("ultra-shaped", { logRows });
  return encodeProof(registry, await new SumcheckProver(registry, trace, { parameters }).prove());
}

Deno.test({
  name: `browser page: proves, cancels, refuses, and falls back to one thread${note}`,
  ignore: BROWSER_MISSING !== undefined,
  async fn(test) {
    const site = await makeSite(), logRows = 10;
    const expected = await proofHere(logRows);
    await withBrowser(async (browser) => {
      await withServer(handler(site, { isolated: true }), async ({ origin }) => {
        const page = await browser.newPage(), heard = complaints(page);
        await page.goto(origin);

        await test.step("a circuit on three threads: verified, and Deno's bytes", async () => {
          assertEquals(await page.getByRole("note").isVisible(), false);
          await choose(page, {
            statement: "Circuit",
            logRows,
            threads: 3,
            distribution: "strided:2",
          });
          const said = await prove(page);
          assert(/^Proved in [0-9.]+ m?s, verified\.$/.test(said), said);
          assertEquals(await page.locator("#verdict").textContent(), "Verified");
          assertEquals(await downloaded(page), expected);
          assertEquals(await page.getByRole("progressbar").getAttribute("value"), "1");
        });

        await test.step("the timeline and the tables show all threads and rounds", async () => {
          // 515 rows in use, in portions of two to each of three threads in turn.
          const threads = await cells(page, "By thread"), rounds = await cells(page, "By round");
          assertEquals(threads.map(([name]) => name), ["prover", "worker 1", "worker 2"]);
          assertEquals(rounds.map(([round, rows]) => [round, rows]).slice(0, 3), [
            ["0", "515"],
            ["1", "258"],
            ["2", "129"],
          ]);
          assertEquals(rounds.length, logRows);
          for (const [lane, [first, second]] of (await coloured(page, 3, 2)).entries()) {
            assert(first > 0 && second > 0, `lane ${lane}: ${first}, ${second}`);
          }
          await page.getByLabel("Show").selectOption("round 0");
          for (const [lane, [first, second]] of (await coloured(page, 3, 2)).entries()) {
            assert(first > 0 && second === 0, `lane ${lane} of round 0: ${first}, ${second}`);
          }
          const box = await page.locator("#timeline").boundingBox();
          assert(box !== null);
          // From the first chunk's place to the right, until there is one.
          for (let x = 70; x < box.width; x += 2) {
            await page.mouse.move(box.x + x, box.y + 20 + 13);
            if ((await page.locator("#detail").textContent())?.startsWith("Round")) break;
          }
          const detail = await page.locator("#detail").textContent() ?? "";
          assert(/^Round 0, prover: rows \d+ to \d+ in [0-9.]+ ms$/.test(detail), detail);
        });

        await test.step("a row that is changed is refused", async () => {
          await page.getByLabel("Change one row first").check();
          assertStringIncludes(await prove(page), ", not verified.");
          assertEquals(await page.locator("#verdict").textContent(), "Not verified");
          assertStringIncludes(await page.locator("#refusal").textContent() ?? "", "(wrong-sum)");
          await page.getByLabel("Change one row first").uncheck();
        });

        await test.step("a virtual machine: Deno's verifier accepts the proof", async () => {
          await choose(page, {
            statement: "Virtual machine",
            logRows: 7,
            threads: 2,
            distribution: "auto",
          });
          assertStringIncludes(await prove(page), ", verified.");
          const { registry, trace, parameters } = workload("avm-shaped", { logRows: 7 });
          const proof = decodeProof(registry, await downloaded(page));
          verifyWithTrace(registry, proof, trace, { parameters });
        });

        await test.step("cancelled in the middle of a proof; the next one is made", async () => {
          await choose(page, { statement: "Virtual machine", logRows: 12, threads: 3 });
          await page.getByRole("button", { name: "Prove" }).click();
          // Round 0 is done, 11 are to come.
          await page.locator("#shown option[value='0']").waitFor({
            state: "attached",
            timeout: LIMIT_MS,
          });
          await page.getByRole("button", { name: "Cancel" }).click();
          await page.locator("#prove:enabled").waitFor({ timeout: LIMIT_MS });
          assertEquals(await page.getByRole("status").textContent(), "Cancelled.");
          assertEquals(await page.locator("#result").isVisible(), false);
          await choose(page, { statement: "Circuit", logRows, threads: 3 });
          assertStringIncludes(await prove(page), ", verified.");
          assertEquals(await downloaded(page), expected);
        });

        await test.step("nothing is wider than a narrow screen", async () => {
          await page.setViewportSize({ width: 320, height: 640 });
          const width = await page.evaluate(() =>
            // deno-lint-ignore no-explicit-any
            (globalThis as any).document.documentElement.scrollWidth
          );
          assertLessOrEqual(width, 320);
        });

        assertEquals(heard, []);
        await page.close();
      });

      await test.step("without isolation: one thread, a notice, the same bytes", async () => {
        await withServer(handler(site, { isolated: false }), async ({ origin }) => {
          const page = await browser.newPage(), heard = complaints(page);
          await page.goto(origin);
          assertStringIncludes(
            await page.getByRole("note").textContent() ?? "",
            "One thread only: this page is not cross-origin isolated",
          );
          assertEquals(await page.getByLabel("Threads").isDisabled(), true);
          await choose(page, { statement: "Circuit", logRows });
          assertStringIncludes(await prove(page), ", verified.");
          assertEquals((await cells(page, "By thread")).map(([name]) => name), ["prover"]);
          assertEquals(await downloaded(page), expected);
          assertEquals(heard, []);
          await page.close();
        });
      });
    });
  },
});

Deno.test({
  name: `browser page: its server sends the headers, or not, and refuses bad options${note}`,
  ignore: BROWSER_MISSING !== undefined,
  async fn() {
    const program = programPath("../examples/browser/serve.ts", import.meta.url);
    const serve = (...args: string[]) =>
      new Deno.Command(Deno.execPath(), {
        args: [
          "run",
          "--quiet",
          "--allow-net=localhost",
          "--allow-read",
          "--allow-run",
          program,
          ...args,
        ],
        env: { NO_COLOR: "1" },
        stdout: "piped",
        stderr: "piped",
      });
    for (const [args, isolated] of [[[], true], [["--without-isolation"], false]] as const) {
      const child = serve("--port", "0", ...args).spawn();
      const reader = child.stdout.getReader();
      let said = "";
      while (!said.includes("\n")) said += new TextDecoder().decode((await reader.read()).value);
      const origin = /^Open (http:\/\/localhost:\d+)\//.exec(said)?.[1];
      assert(origin !== undefined, said);
      for (
        const [path, status] of [["/", 200], ["/prover_worker.js", 200], ["/../x", 404]] as const
      ) {
        const response = await fetch(origin + path);
        await response.body?.cancel();
        assertEquals(response.status, status, path);
        for (const [name, value] of Object.entries(ISOLATION)) {
          assertEquals(response.headers.get(name), isolated ? value : null, path);
        }
      }
      child.kill();
      await reader.cancel();
      await child.stderr.cancel();
      await child.status;
    }
    for (const args of [["--port", "70000"], ["--port"], ["--fast"]]) {
      const { code, stderr } = await serve(...args).output();
      assertEquals(code, 2);
      assertStringIncludes(new TextDecoder().decode(stderr), "\nusage: ");
    }
  },
});
