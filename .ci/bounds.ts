// Prints the worst case of every column, in bits, for each named field and statement order (field/bounds.ts).

import { boundsReport } from "../field/bounds.ts";
import { LANE_ORDERS } from "../field/generate.ts";
import { FIELDS } from "../field/fields.ts";

let worst = 0;
for (const field of FIELDS) {
  for (const order of LANE_ORDERS) {
    const report = boundsReport(field.modulus, order);
    console.log(
      `\n${field.name}, ${order} order, ${report.modulusClass} class, operands up to ${
        report.operands.toFixed(3)
      } p: bits of each column (limit 53)`,
    );
    const routines = [...new Set(report.columns.map(({ routine }) => routine))];
    for (const routine of routines) {
      const columns = report.columns.filter((entry) => entry.routine === routine);
      columns.sort((x, y) => x.column - y.column);
      const row = columns.map(({ column, bits }) => `${column}:${bits.toFixed(2)}`).join(" ");
      console.log(`  ${routine.padEnd(18)} ${row}`);
      for (const { bits, classBits } of columns) worst = Math.max(worst, bits, classBits);
    }
  }
}
console.log(`\nWorst of all, classes included: ${worst.toFixed(4)} bits`);
if (!(worst < 53)) Deno.exit(1);
