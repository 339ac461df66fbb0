// The frame of a generated function: signature, constants read before the loop, the loop over elements, the statements
// of a program. What the statements compute is decided elsewhere.

import type { Program } from "./program.ts";

/** A generated function before it is text. */
export interface Routine {
  readonly name: string;
  /** One line for the comment above it. */
  readonly summary: string;
  /** Parameters after `constants`, as TypeScript. */
  readonly parameters: readonly string[];
  readonly returns?: string;
  /** Statements before the loop, after the constants. */
  readonly before?: readonly string[];
  /** Text of the `for` clause; without one the statements run once. */
  readonly loop?: string;
  readonly program: Program;
  /** Statements after the loop. */
  readonly after?: readonly string[];
}

/** The text of a routine. */
export function routineText(routine: Routine): string {
  const constants = [...routine.program.constants].sort(([, a], [, b]) => a - b);
  const { loop, program } = routine;
  const body = loop === undefined ? program.statements.map((statement) => `  ${statement}`) : [
    `  for (${loop}) {`,
    ...program.statements.map((statement) => `    ${statement}`),
    "  }",
  ];
  const lines = [
    `/** ${routine.summary} */`,
    `export function ${routine.name}(`,
    ...["constants: Float64Array", ...routine.parameters].map((parameter) => `  ${parameter},`),
    `): ${routine.returns ?? "void"} {`,
    ...constants.map(([name, index]) => `  const ${name} = constants[${index}];`),
    ...(routine.before ?? []).map((statement) => `  ${statement}`),
    ...body,
    ...(routine.after ?? []).map((statement) => `  ${statement}`),
    "}",
  ];
  return lines.join("\n") + "\n";
}
