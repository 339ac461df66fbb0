// Distributions as values: text form, checks.

import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  auto,
  checkDistribution,
  checkDistributionChoice,
  contiguous,
  type DistributionChoice,
  dynamic,
  formatDistribution,
  guided,
  MAX_ROWS,
  parseDistribution,
  queued,
  strided,
} from "../scheduler/distribution.ts";
import { SchedulerError } from "../scheduler/errors.ts";

function assertRefused(action: () => unknown, named: string): void {
  const error = assertThrows(action, SchedulerError);
  assertEquals(error.code, "bad-distribution");
  assertEquals(
    error.message.includes(named),
    true,
    `"${error.message}" does not name "${named}"`,
  );
}

Deno.test("distributions are plain data", () => {
  assertEquals(contiguous(), { kind: "contiguous" });
  assertEquals(strided({ rows: 2 }), { kind: "strided", rows: 2 });
  assertEquals(queued({ rows: 16 }), { kind: "queued", rows: 16 });
  assertEquals(dynamic({ rows: MAX_ROWS }), { kind: "dynamic", rows: 2 ** 30 });
  assertEquals(guided({ minRows: 16 }), { kind: "guided", minRows: 16 });
  assertEquals(auto(), { kind: "auto" });
});

Deno.test("parseDistribution() reads the names of the command line", () => {
  assertEquals(parseDistribution("contiguous"), contiguous());
  assertEquals(parseDistribution("strided:2"), strided({ rows: 2 }));
  assertEquals(parseDistribution("queued:16"), queued({ rows: 16 }));
  assertEquals(parseDistribution("dynamic:64"), dynamic({ rows: 64 }));
  assertEquals(parseDistribution("guided:8"), guided({ minRows: 8 }));
  assertEquals(parseDistribution("auto"), auto());
});

Deno.test("every distribution survives formatting and parsing", () => {
  const rows = fc.integer({ min: 1, max: MAX_ROWS / 2 }).map((half) => 2 * half);
  const distribution: fc.Arbitrary<DistributionChoice> = fc.oneof(
    fc.constant(contiguous()),
    fc.constant(auto()),
    rows.map((minRows) => guided({ minRows })),
    fc.tuple(fc.constantFrom(strided, queued, dynamic), rows).map(([make, rows]) => make({ rows })),
  );
  fc.assert(fc.property(distribution, (distribution) => {
    assertEquals(parseDistribution(formatDistribution(distribution)), distribution);
    assertEquals(checkDistributionChoice(structuredClone(distribution)), distribution);
    if (distribution.kind === "auto") {
      // It stands for a choice before each pass: no pass can run under it.
      assertRefused(() => checkDistribution(distribution), "auto");
    } else assertEquals(checkDistribution(structuredClone(distribution)), distribution);
  }));
});

Deno.test("attack: texts that are almost distributions", () => {
  for (
    const [text, named] of [
      ["", '""'],
      ["dynamic", "undefined"],
      ["dynamic:", "dynamic:"],
      ["dynamic:0", "is 0"],
      ["dynamic:3", "is 3"],
      ["dynamic:-2", "dynamic:-2"],
      ["dynamic:+2", "dynamic:+2"],
      ["dynamic:2.0", "dynamic:2.0"],
      ["dynamic:2e1", "dynamic:2e1"],
      ["dynamic: 2", "dynamic: 2"],
      ["dynamic:2 ", "dynamic:2 "],
      ["dynamic:2\n", "dynamic:2"],
      ["dynamic:0x10", "dynamic:0x10"],
      ["dynamic:1073741826", "1073741826"],
      ["dynamic:99999999999999999999", "99999999999999999999"],
      ["Dynamic:2", "Dynamic:2"],
      ["static:2", '"static"'],
      ["constructor:2", '"constructor"'],
      ["contiguous:2", "2"],
      ["auto:2", "2"],
      ["guided", "undefined"],
      ["guided:5", "is 5"],
      ["dynamic:2:2", "dynamic:2:2"],
    ] as const
  ) assertRefused(() => parseDistribution(text), named);
  assertRefused(() => parseDistribution(7 as unknown as string), "7");
});

Deno.test("attack: rows that are no even number in range", () => {
  for (const rows of [0, 1, 3, -2, 2.5, NaN, Infinity, MAX_ROWS + 2, "16", null, undefined]) {
    for (const make of [strided, queued, dynamic]) {
      assertRefused(() => make({ rows: rows as number }), String(rows));
    }
  }
  assertRefused(() => dynamic(undefined as unknown as { rows: number }), "undefined");
});

Deno.test("attack: values that are no distribution", () => {
  for (const value of [undefined, null, 3, "dynamic:2", {}, { kind: "__proto__", rows: 2 }]) {
    assertRefused(() => checkDistribution(value), "");
    assertRefused(() => checkDistributionChoice(value), "");
  }
  assertRefused(() => checkDistribution({ kind: "guided", rows: 2 }), "undefined");
  assertRefused(() => checkDistribution({ kind: "contiguous", rows: 2 }), "2");
});

Deno.test("checkDistribution() drops what it does not know", () => {
  assertEquals(checkDistribution({ kind: "dynamic", rows: 4, extra: 1 }), dynamic({ rows: 4 }));
});
