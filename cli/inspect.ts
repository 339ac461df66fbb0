// `cli.ts inspect`: what a registry holds and what its relations cost.

import { compileRegistry } from "../relations/compiler/compile.ts";
import { inspectRegistry, type RelationReport } from "../relations/inspect.ts";
import { type EdgeCost, edgeCost } from "../relations/program.ts";
import { REGISTRIES, registryByName } from "../relations/registries.ts";
import { command } from "./command.ts";

/** The command `inspect`. */
export const inspect = command({
  name: "inspect",
  summary: "show a registry's relations, their degrees and costs",
  details:
    `Multiplications are those of the compiled program on one edge (two rows) that no relation skips;
folding the columns takes one more per column.

Registries: ${REGISTRIES.map((registry) => registry.name).join(", ")}.`,
  options: {
    relations: { value: "NAME", help: "the registry", required: true },
  },
  async run(options, _operands, { line }) {
    const registry = registryByName(options.relations);
    const { totals, relations, ...head } = inspectRegistry(registry);
    const costs = compileRegistry(registry).program.relations.map(({ blocks }) =>
      edgeCost(blocks[blocks.length - 1])
    );
    const perEdge = sumCosts(costs);

    await line(`${head.name} over ${head.field}, digest 0x${head.digest}`);
    for (const [i, relation] of relations.entries()) {
      await line("");
      for (const text of describeRelation(relation, costs[i])) await line(text);
    }
    await line("");
    await line(
      `totals: ${totals.relations} relations, ${totals.subrelations} subrelations (${totals.sumWise} sum-wise), ` +
        `${totals.storedColumns} columns and ${totals.shiftedColumns} shifts, ${head.parameters.length} parameters`,
    );
    await line(
      `        degree ${totals.maxDegree}, univariates of ${totals.univariateLength} values, ` +
        `${perEdge.multiplications} multiplications per edge`,
    );
    return {
      ok: true,
      json: {
        ...head,
        digest: `0x${head.digest}`,
        relations: relations.map((relation, i) => ({ ...relation, perEdge: costs[i] })),
        totals: { ...totals, perEdge },
      },
    };
  },
});

function describeRelation(relation: RelationReport, cost: EdgeCost): string[] {
  const { name, columns, parameters, skipIfZero, subrelations } = relation;
  const width = Math.max("subrelation".length, ...subrelations.map((s) => s.name.length));
  const row = (a: string, b: string, c: string, d: string) =>
    `  ${a.padEnd(width)}  ${b.padStart(8)}  ${c.padStart(8)}  ${d}`;
  return [
    `${name}: ${columns.length} columns, ${subrelations.length} ${
      subrelations.length === 1 ? "subrelation" : "subrelations"
    }, ${cost.multiplications} multiplications per edge`,
    `  columns: ${columns.join(" ")}`,
    ...(parameters.length === 0 ? [] : [`  parameters: ${parameters.join(" ")}`]),
    `  skipped where zero: ${skipIfZero.length === 0 ? "never skipped" : skipIfZero.join(" ")}`,
    row("subrelation", "declared", "inferred", "kind"),
    ...subrelations.map((s) =>
      row(s.name, String(s.declaredDegree), String(s.inferredDegree), s.kind)
    ),
  ];
}

function sumCosts(costs: readonly EdgeCost[]): EdgeCost {
  const sum = (pick: (cost: EdgeCost) => number) =>
    costs.reduce((total, cost) => total + pick(cost), 0);
  return {
    multiplications: sum((cost) => cost.multiplications),
    squarings: sum((cost) => cost.squarings),
    additions: sum((cost) => cost.additions),
    loads: sum((cost) => cost.loads),
  };
}
