// Messages from workers are checked before anything is done with them.

import { assertEquals, assertInstanceOf } from "@std/assert";
import fc from "fast-check";
import { errorFromText, errorText, parseReply } from "../scheduler/messages.ts";

const error = { name: "TypeError", message: "planted", stack: "at line 1" };

Deno.test("parseReply() accepts each message that a worker sends", () => {
  for (
    const message of [
      { type: "hello", protocol: 1 },
      { type: "ready" },
      { type: "clock", nowMs: 12.5 },
      { type: "attached", job: 0 },
      { type: "refused", job: 3, known: false, error },
      { type: "detached", job: 3 },
      { type: "failed", pass: 7, doing: "end", error },
      { type: "timeline", pass: 7, chunks: new Float64Array(8) },
      { type: "bye" },
    ]
  ) assertEquals<unknown>(parseReply(structuredClone(message)), message);
});

Deno.test("attack: messages with a field missing, of another type or out of range", () => {
  for (
    const message of [
      { type: "hello" },
      { type: "hello", protocol: "1" },
      { type: "clock", nowMs: NaN },
      { type: "clock", nowMs: "1" },
      { type: "attached", job: -1 },
      { type: "attached", job: 0.5 },
      { type: "detached" },
      { type: "refused", job: 0, known: 1, error },
      { type: "refused", job: 0, known: true, error: "planted" },
      { type: "refused", job: 0, known: true, error: { ...error, stack: undefined } },
      { type: "failed", pass: 1, doing: 2, error },
      { type: "failed", pass: null, doing: "end", error },
      { type: "timeline", pass: 1, chunks: [0, 2, 0, 1] },
      { type: "timeline", pass: 1, chunks: new Float64Array(3) },
      { type: "toString" },
      { type: ["bye"] },
    ]
  ) assertEquals(parseReply(message), undefined);
});

Deno.test("attack: arbitrary values are no messages", () => {
  fc.assert(fc.property(fc.anything(), (value) => {
    assertEquals(parseReply(value), undefined);
  }));
});

Deno.test("an error survives the journey between threads", () => {
  const sent = new RangeError("planted");
  const received = errorFromText(structuredClone(errorText(sent)));
  assertInstanceOf(received, Error);
  assertEquals([received.name, received.message, received.stack], [
    "RangeError",
    "planted",
    sent.stack,
  ]);
});

Deno.test("whatever is thrown becomes an error text", () => {
  const unprintable = {
    toString() {
      throw new Error("no");
    },
  };
  assertEquals(errorText("planted").message, "planted");
  assertEquals(errorText(undefined).message, "undefined");
  assertEquals(errorText(Symbol("planted")).message, "Symbol(planted)");
  assertEquals(errorText(unprintable).message, "(unprintable)");
});
