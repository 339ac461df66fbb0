// The scalars of a compiled registry: what does not depend on the row, evaluated once per proof.

import type { FieldVector } from "../../field/field_vector.ts";
import type { FieldElement } from "../../field/prime_field.ts";
import { WORDS } from "../../field/words.ts";
import { PointEvaluator } from "../evaluate.ts";
import type { RelationRegistry } from "../registry.ts";
import type { CompiledRegistry } from "./compile.ts";
import type { Scalar } from "./values.ts";

/**
 * The program's scalars for the given parameters (one per entry of `registry.parameters`), packed.
 *
 * @throws {FieldError} "no-inverse" when the program divides by a scalar that is 0
 */
export function evaluateScalars(
  registry: RelationRegistry,
  compiled: CompiledRegistry,
  parameters: FieldVector,
): Uint32Array {
  const { field } = registry;
  const out = new Uint32Array(compiled.program.scalars * WORDS);
  let at = 0;
  for (const { relation, graph, scalars } of compiled.scalars) {
    const nodes = scalars.flatMap((s) => s.op === "node" ? [s.node] : []);
    const values = new PointEvaluator(field, graph, nodes).run(
      () => field.zero,
      (i) => parameters.get(registry.placements[relation].parameters[i]),
    );
    const byNode = new Map(nodes.map((node, i) => [node, values[i]]));
    const known: FieldElement[] = [];
    const value = (scalar: Scalar): FieldElement => {
      switch (scalar.op) {
        case "node":
          return byNode.get(scalar.node)!;
        case "sum":
          return scalar.terms.reduce(
            (sum, t, i) => field.add(sum, field.mul(known[t], field.parse(scalar.coefficients[i]))),
            field.zero,
          );
        case "product":
          return scalar.factors.reduce((p, f) => field.mul(p, known[f]), field.one);
        case "inverse":
          return field.inverse(known[scalar.of]);
      }
    };
    for (const scalar of scalars) {
      const element = value(scalar);
      known.push(element);
      out.set(element, WORDS * at++);
    }
  }
  return out;
}
