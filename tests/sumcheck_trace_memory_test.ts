// Memory for binary traces that arrive in chunks: it grows as they do, and what ends up in it is whole.

import { assert, assertEquals } from "@std/assert";
import { BN254_FR } from "../field/fields.ts";
import { type SmallBits, SmallColumn, smallElements } from "../sumcheck/small_column.ts";
import { Trace } from "../sumcheck/trace.ts";
import { columnBytes } from "../sumcheck/trace_column.ts";
import { encodeTraceHeader } from "../sumcheck/trace_header.ts";
import { readTrace } from "../sumcheck/trace_reader.ts";
import { encodeTrace } from "../sumcheck/trace_writer.ts";
import { AllocationMeter } from "./support/fuzz/meter.ts";
import { assertRefusedLater } from "./support/sumcheck_errors.ts";

Deno.test("damage: memory is taken as bytes arrive, not as the header announces them", async () => {
  const layout = (logRows: number, bits?: SmallBits) => ({
    field: BN254_FR,
    logRows,
    columns: [{ name: "a", length: 2 ** logRows, bits }],
  });
  const meter = new AllocationMeter();
  meter.install();
  try {
    for (const shared of [false, true]) {
      for (const [logRows, bits] of [[26, undefined], [28, 8], [28, 32]] as const) {
        // 2^28 bytes or more are announced, 40,000 come.
        const file = [encodeTraceHeader(layout(logRows, bits)), new Uint8Array(40_000)];
        meter.start(2 ** 20);
        await assertRefusedLater(() => readTrace(file, { shared }), "truncated");
        assert(meter.largest >= 32_768);
      }
    }
    // A header of 16 MiB is announced.
    const prefix = encodeTraceHeader(layout(1)).slice(0, 100);
    prefix.set([0, 0, 0, 1], 12);
    meter.start(2 ** 16);
    await assertRefusedLater(() => readTrace([prefix]), "truncated");
  } finally {
    meter.remove();
  }
});

Deno.test("columns longer than what is read at once are whole, in whatever memory", async () => {
  const rows = [32_767, 32_768, 32_769, 131_072, 131_073];
  for (const length of rows) {
    const trace = new Trace(BN254_FR, 18, {
      small: new SmallColumn(16, Uint16Array.from({ length }, (_, row) => row * 7)),
      bytes: new SmallColumn(8, Uint8Array.from({ length }, (_, row) => row * 3)),
      elements: smallElements(BN254_FR, Uint32Array.from({ length }, (_, row) => row + 1)),
    });
    const bytes = encodeTrace(trace);
    for (const shared of [false, true]) {
      const read = await readTrace(chunked(bytes), { shared });
      for (const [name, column] of trace.columns) {
        const other = read.columns.get(name)!;
        assertEquals([other.length, other.isShared], [length, shared]);
        assert(isSame(columnBytes(other), columnBytes(column)), name);
      }
    }
  }
});

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** In chunks whose length goes into no other. */
function* chunked(bytes: Uint8Array): Generator<Uint8Array> {
  const length = 300_007;
  for (let start = 0; start < bytes.length; start += length) {
    yield bytes.subarray(start, start + length);
  }
}
