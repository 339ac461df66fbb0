// `cli.ts inspect`: what a registry holds and what its relations cost.

import {
  type OperationCost,
  type RelationCosts,
  relationCosts,
  type RoundKind,
  totalCost,
} from "../relations/cost.ts";
import { inspectRegistry, type RelationReport } from "../relations/inspect.ts";
import { command } from "./command.ts";
import { readRegistry, RELATIONS_OPTION } from "./registry_option.ts";
import type { Style } from "./style.ts";

/** Kinds of rounds, as they are called here. */
const ROUNDS: readonly (readonly [RoundKind, string])[] = [
  ["first", "first round"],
  ["firstSatisfied", "  of a satisfied trace"],
  ["later", "later rounds"],
];

/** The command `inspect`. */
export const inspect = command({
  name: "inspect",
  summary: "show a registry's relations, their degrees and costs",
  details:
    `Costs are operations of the compiled program on one edge (two rows) that no relation skips; in parentheses,
those where columns have the values that the relation is specialized for. Folding a column takes one multiplication
more per edge, whatever reads it. "Reference" is what barretenberg's prover multiplies on such an edge.`,
  examples: [
    {
      purpose: "degrees, columns and costs of each relation",
      command: "inspect --relations ultra-bb5",
    },
    { purpose: "the same for machines", command: "inspect --relations ultra-bb5 --json" },
  ],
  options: { relations: RELATIONS_OPTION },
  async run(options, _operands, { style, line }) {
    const registry = readRegistry(options.relations);
    const { totals, relations, ...head } = inspectRegistry(registry);
    const costs = relationCosts(registry);
    const perEdge = totalCost(costs, "first");

    await line(`${style.heading(head.name)} over ${head.field}, digest 0x${head.digest}`);
    for (const [i, relation] of relations.entries()) {
      await line("");
      for (const text of describeRelation(relation, costs[i], style)) await line(text);
    }
    await line("");
    await line(
      `${
        style.heading("totals")
      }: ${totals.relations} relations, ${totals.subrelations} subrelations (${totals.sumWise} sum-wise), ` +
        `${totals.storedColumns} columns and ${totals.shiftedColumns} shifts, ${head.parameters.length} parameters`,
    );
    await line(
      `        degree ${totals.maxDegree}, univariates of ${totals.univariateLength} values`,
    );
    const reference = costs.reduce((sum, cost) => sum + (cost.reference ?? NaN), 0);
    const all = ROUNDS.map(([kind, label]) =>
      [label, totalCost(costs, kind), totalCost(costs, kind, true)] as const
    );
    for (const text of describeCosts(all, reference)) await line(text);
    return {
      ok: true,
      json: {
        ...head,
        digest: `0x${head.digest}`,
        relations: relations.map((relation, i) => {
          const { rounds, folds, reference } = costs[i];
          return {
            ...relation,
            perEdge: rounds.first.general,
            rounds,
            folds,
            ...(reference !== undefined && { reference }),
          };
        }),
        totals: { ...totals, perEdge, ...(Number.isFinite(reference) && { reference }) },
      },
    };
  },
});

function describeRelation(
  relation: RelationReport,
  costs: RelationCosts,
  style: Style,
): string[] {
  const { name, columns, parameters, skipIfZero, subrelations } = relation;
  const width = Math.max("subrelation".length, ...subrelations.map((s) => s.name.length));
  const row = (a: string, b: string, c: string, d: string) =>
    `  ${a.padEnd(width)}  ${b.padStart(8)}  ${c.padStart(8)}  ${d}`;
  const rounds = ROUNDS.map(([kind, label]) => {
    const { general, special: [special] } = costs.rounds[kind];
    return [label, general, special] as const;
  });
  return [
    `${style.heading(name)}: ${columns.length} columns, ${subrelations.length} ${
      subrelations.length === 1 ? "subrelation" : "subrelations"
    }`,
    `  columns: ${columns.join(" ")}`,
    ...(parameters.length === 0 ? [] : [`  parameters: ${parameters.join(" ")}`]),
    `  skipped where zero: ${skipIfZero.length === 0 ? "never skipped" : skipIfZero.join(" ")}`,
    row("subrelation", "declared", "inferred", "kind"),
    ...subrelations.map((s) =>
      row(s.name, String(s.declaredDegree), String(s.inferredDegree), s.kind)
    ),
    ...describeCosts(rounds, costs.reference),
  ];
}

/** A table of operations per edge by kind of round, those of special edges in parentheses. */
function describeCosts(
  rounds: readonly (readonly [label: string, general: OperationCost, special?: OperationCost])[],
  reference: number | undefined,
): string[] {
  const row = (label: string, cells: readonly string[]) =>
    `  ${label.padEnd(22)}${cells.map((cell) => cell.padStart(16)).join("")}`;
  const columns = ["multiplications", "additions", "extensions", "loads"] as const;
  const known = reference !== undefined && Number.isFinite(reference);
  return [
    row("per edge", columns),
    ...rounds.map(([label, general, special]) =>
      row(
        label,
        columns.map((c) => special ? `${general[c]} (${special[c]})` : String(general[c])),
      )
    ),
    ...(known ? [row("reference", [String(reference)])] : []),
  ];
}
