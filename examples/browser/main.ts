// The page: reads the form, gives the order to the prover (a worker, see prover_worker.ts), and shows what it says.
/// <reference lib="dom" />

import type { Order, Outcome, Phase, Reply, Request, Round, StatementName } from "./messages.ts";
import { formatCount, formatMs, showFigures, showRounds, showThreads } from "./summary.ts";
import { threadName, Timeline } from "./timeline.ts";

// Without isolation there is no shared memory, and no second thread; the library says so too, by an error.
const ISOLATED = globalThis.crossOriginIsolated && typeof SharedArrayBuffer !== "undefined";
const MOST_THREADS = 32, LEAST_OFFERED = 4, MOST_AT_FIRST = 8;
const LOG_ROWS: Readonly<Record<StatementName, { least: number; most: number; usual: number }>> = {
  "ultra-shaped": { least: 8, most: 18, usual: 15 },
  "avm-shaped": { least: 7, most: 17, usual: 12 },
};
const STATEMENT_HINTS: Readonly<Record<string, string>> = {
  "ultra-shaped": "41 columns, the UltraHonk relations; all rows cost about the same.",
  "avm-shaped": "3,543 columns; rows at the top cost 100 times more.",
};
const DISTRIBUTION_HINTS: Readonly<Record<string, string>> = {
  "auto": "Whoever is free claims the next chunk; its length is chosen before each round.",
  "dynamic:64": "Whoever is free claims the next chunk.",
  "guided:16": "Whoever is free claims the next chunk; chunks shrink as rows run out.",
  "queued:16": "Whoever is free takes the next chunk from a queue behind a lock.",
  "strided:2": "Fixed: chunk p goes to thread p mod N.",
  "contiguous": "Fixed: one run of rows for each thread.",
};
const DETAIL = "A line for each thread, a block for each chunk of rows, a colour for each round.";
const PHASES: Readonly<Record<Phase, string>> = {
  trace: "Making the trace…",
  threads: "Starting the threads…",
  compile: "Compiling the relations…",
  prove: "Proving…",
  verify: "Verifying…",
};

const find = <Type extends Element>(id: string) => document.getElementById(id) as Element as Type;
const form = find<HTMLFormElement>("order");
const statement = find<HTMLSelectElement>("statement");
const logRows = find<HTMLSelectElement>("logRows");
const distribution = find<HTMLSelectElement>("distribution");
const threads = find<HTMLInputElement>("threads");
const spoil = find<HTMLInputElement>("spoil");
const threadCount = find<HTMLElement>("threadCount");
const proveButton = find<HTMLButtonElement>("prove");
const cancelButton = find<HTMLButtonElement>("cancel");
const status = find<HTMLElement>("status");
const roundsDone = find<HTMLElement>("rounds");
const progress = find<HTMLProgressElement>("progress");
const canvas = find<HTMLCanvasElement>("timeline");
const shown = find<HTMLSelectElement>("shown");
const detail = find<HTMLElement>("detail");
const download = find<HTMLAnchorElement>("download");

const timeline = new Timeline(canvas);
const prover = new Worker(new URL("./prover_worker.js", import.meta.url), { type: "module" });
let rounds: Round[] = [];

offerThreads();
offerRows();
explainDistribution();
detail.textContent = DETAIL;
if (!ISOLATED) explainIsolation();

statement.addEventListener("change", offerRows);
distribution.addEventListener("change", explainDistribution);
threads.addEventListener("input", () => threadCount.textContent = threads.value);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  begin();
});
cancelButton.addEventListener("click", () => {
  cancelButton.disabled = true;
  status.textContent = "Cancelling…";
  tell({ type: "cancel" });
});
shown.addEventListener("change", () => {
  timeline.show(shown.value === "all" ? undefined : Number(shown.value));
});
canvas.addEventListener("pointermove", ({ offsetX, offsetY }) => showChunk(offsetX, offsetY));
canvas.addEventListener("pointerdown", ({ offsetX, offsetY }) => showChunk(offsetX, offsetY));
prover.addEventListener("message", ({ data }: MessageEvent<Reply>) => hear(data));
prover.addEventListener("error", ({ message }) => {
  end(`The prover stopped: ${message || "its script could not be loaded"}. Load the page again.`);
  proveButton.disabled = true;
});

function tell(request: Request): void {
  prover.postMessage(request);
}

function offerThreads(): void {
  const cores = navigator.hardwareConcurrency || 1;
  threads.max = String(ISOLATED ? Math.min(MOST_THREADS, Math.max(LEAST_OFFERED, cores)) : 1);
  threads.value = String(ISOLATED ? Math.min(MOST_AT_FIRST, cores) : 1);
  threads.disabled = !ISOLATED;
  threadCount.textContent = threads.value;
}

function offerRows(): void {
  const { least, most, usual } = LOG_ROWS[statement.value as StatementName];
  logRows.replaceChildren(...Array.from({ length: most - least + 1 }, (_, i) => {
    const d = least + i;
    return new Option(`${formatCount(2 ** d)} (2^${d})`, String(d), d === usual, d === usual);
  }));
  find("statementHint").textContent = STATEMENT_HINTS[statement.value];
}

function explainDistribution(): void {
  find("distributionHint").textContent = DISTRIBUTION_HINTS[distribution.value];
}

function explainIsolation(): void {
  const notice = find<HTMLElement>("notice");
  notice.hidden = false;
  notice.textContent =
    "One thread only: this page is not cross-origin isolated, so the browser gives it no shared memory. " +
    "Its server must send Cross-Origin-Opener-Policy: same-origin and " +
    "Cross-Origin-Embedder-Policy: require-corp, and the page must come from localhost or by https.";
}

function begin(): void {
  const order: Order = {
    statement: statement.value as StatementName,
    logRows: Number(logRows.value),
    threads: Number(threads.value),
    distribution: distribution.value,
    spoil: spoil.checked,
  };
  rounds = [];
  proveButton.disabled = true;
  cancelButton.disabled = false;
  progress.removeAttribute("value");
  find("result").toggleAttribute("hidden", true);
  find("tables").toggleAttribute("hidden", true);
  shown.replaceChildren(new Option("whole proof", "all"));
  detail.textContent = DETAIL;
  timeline.clear(order.threads);
  tell({ type: "prove", order });
}

function hear(reply: Reply): void {
  switch (reply.type) {
    case "phase":
      if (!cancelButton.disabled) status.textContent = PHASES[reply.phase];
      if (reply.phase === "prove") timeline.start();
      if (reply.phase === "verify") timeline.stop();
      break;
    case "round":
      addRound(reply.round);
      break;
    case "done":
      showOutcome(reply.outcome);
      break;
    case "cancelled":
      end("Cancelled.");
      break;
    case "failed":
      end(reply.message);
      break;
  }
}

function addRound(round: Round): void {
  rounds.push(round);
  timeline.add(round);
  // Each round has half the rows of the one before.
  progress.value = round.round + 1 === round.rounds ? 1 : 1 - 2 ** -(round.round + 1);
  roundsDone.textContent = `${rounds.length} of ${round.rounds} rounds done`;
  shown.append(new Option(`round ${round.round}`, String(round.round)));
}

function showOutcome(outcome: Outcome): void {
  const { proveMs, refusal, proof, fingerprint } = outcome;
  const accepted = refusal === undefined;
  const verdict = find<HTMLElement>("verdict"), reason = find<HTMLElement>("refusal");
  verdict.className = `verdict ${accepted ? "good" : "bad"}`;
  verdict.textContent = accepted ? "Verified" : "Not verified";
  reason.textContent = refusal ?? "";
  reason.hidden = accepted;
  showFigures(find("figures"), rounds, outcome);
  URL.revokeObjectURL(download.href);
  download.href = URL.createObjectURL(new Blob([proof]));
  find("proofText").textContent = `SHA-256 ${fingerprint}, the same whatever the threads`;
  showThreads(find("byThread"), rounds);
  showRounds(find("byRound"), rounds);
  find("result").toggleAttribute("hidden", false);
  find("tables").toggleAttribute("hidden", false);
  end(`Proved in ${formatMs(proveMs)}, ${accepted ? "verified" : "not verified"}.`);
}

/** The form is free again. */
function end(message: string): void {
  timeline.stop();
  status.textContent = message;
  roundsDone.textContent = "";
  proveButton.disabled = false;
  cancelButton.disabled = true;
  if (!progress.hasAttribute("value")) progress.value = 0;
  const count = Number(threads.value);
  canvas.setAttribute(
    "aria-label",
    rounds.length === 0
      ? "Timeline: nothing proved yet"
      : `Timeline of ${rounds.length} rounds on ${count} threads; the tables below say the same`,
  );
}

function showChunk(x: number, y: number): void {
  const chunk = timeline.chunkAt(x, y);
  if (chunk === undefined) return;
  const { round, slot, first, end, durationMs } = chunk;
  detail.textContent = `Round ${round}, ${threadName(slot)}: rows ${formatCount(first)} to ${
    formatCount(end - 1)
  } in ${durationMs.toFixed(3)} ms`;
}
