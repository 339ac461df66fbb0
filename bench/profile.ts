// What a proof's time goes into, from CPU profiles of bench/prover.ts, one column per profile:
//
//   deno run -A --cpu-prof --cpu-prof-dir=before bench/prover.ts --log-rows 17 --without divide,specialize,claims
//   deno run -A --cpu-prof --cpu-prof-dir=now bench/prover.ts --log-rows 17
//   deno run -A bench/profile.ts before=before/*.cpuprofile now=now/*.cpuprofile          (bun likewise)
//
// Counts the samples that have the prover on their stack, by the innermost function, except that everything below the
// fold is the fold's; the making of the workload and the timing of the kernel are left out. Prints tables in Markdown:
// the share of each part, then of the functions that take most in the last profile. Profilers count waiting for a
// processor as work, so only shares mean anything on a machine that others use.

import { readFileSync } from "node:fs";
import { wordsOfCommand } from "./support.ts";

interface Frame {
  readonly functionName: string;
  readonly url: string;
}

interface ProfileNode {
  readonly id: number;
  readonly callFrame: Frame;
  readonly children?: readonly number[];
}

interface Profile {
  readonly nodes: readonly ProfileNode[];
  readonly samples: readonly number[];
  /** Microseconds from one sample to the next. */
  readonly timeDeltas: readonly number[];
}

/** Parts of a proof, in the order of the table; the first that fits takes the sample. */
const PARTS: readonly (readonly [name: string, fits: (stack: readonly Frame[]) => boolean])[] = [
  ["between passes", (stack) => !stack.some((f) => f.functionName === "chunk")],
  ["fold", (stack) => stack.some((f) => fileOf(f) === "fold.ts")],
  ["products", innermost(/^(mul|square|mulFixed)$/)],
  ["sums of products", innermost(/^(accumulateProducts|reduceProducts|#takeProducts)$/)],
  ["loads", innermost(/^(loadPairs|loadLanePairs|load|loadSmallPairs)$/)],
  ["sums", innermost(/^(add|sub|addScalar|combine.*|accumulate|reduce)$/)],
  ["search for constants", innermost(/^(get|#mask|liveMask|constantMask|select)$/)],
  ["the rest", () => true],
];

function innermost(name: RegExp): (stack: readonly Frame[]) => boolean {
  return ([frame]) => name.test(frame.functionName);
}

function fileOf({ url }: Frame): string {
  return url.slice(url.lastIndexOf("/") + 1);
}

interface Summary {
  readonly parts: ReadonlyMap<string, number>;
  readonly functions: ReadonlyMap<string, number>;
  readonly total: number;
}

function summarize(path: string): Summary {
  const { nodes, samples, timeDeltas }: Profile = JSON.parse(readFileSync(path, "utf8"));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const parent = new Map(nodes.flatMap(({ id, children = [] }) => children.map((c) => [c, id])));
  const stackOf = (id: number | undefined): Frame[] => {
    const stack: Frame[] = [];
    for (; id !== undefined; id = parent.get(id)) stack.push(byId.get(id)!.callFrame);
    return stack;
  };
  const times = new Map<number, number>();
  samples.forEach((id, i) => times.set(id, (times.get(id) ?? 0) + timeDeltas[i]));

  const parts = new Map<string, number>(), functions = new Map<string, number>();
  const put = (map: Map<string, number>, key: string, time: number) =>
    map.set(key, (map.get(key) ?? 0) + time);
  let total = 0;
  for (const [id, time] of times) {
    const stack = stackOf(id);
    if (!stack.some(({ url }) => url.includes("/sumcheck/"))) continue;
    total += time;
    put(parts, PARTS.find(([, fits]) => fits(stack))![0], time);
    const [frame] = stack;
    put(functions, `${frame.functionName || "(anonymous)"} in ${fileOf(frame)}`, time);
  }
  return { parts, functions, total };
}

const profiles = wordsOfCommand().map((argument) => {
  const [label, path] = argument.split("=");
  if (path === undefined) throw new Error("arguments: LABEL=FILE.cpuprofile …");
  return [label, summarize(path)] as const;
});

function table(title: string, rows: readonly string[], of: (s: Summary) => Summary["parts"]): void {
  const percent = (time: number, all: number) => `${(100 * time / all).toFixed(1)} %`;
  console.log(`| ${title} | ${profiles.map(([label]) => label).join(" | ")} |`);
  console.log(`|---|${profiles.map(() => "---:|").join("")}`);
  for (const row of rows) {
    const cells = profiles.map(([, s]) => percent(of(s).get(row) ?? 0, s.total));
    console.log(`| ${row} | ${cells.join(" | ")} |`);
  }
  console.log();
}

table("part", PARTS.map(([name]) => name), (s) => s.parts);
const last = profiles[profiles.length - 1][1].functions;
table(
  "function",
  [...last].sort(([, a], [, b]) => b - a).slice(0, 15).map(([name]) => name),
  (s) => s.functions,
);
