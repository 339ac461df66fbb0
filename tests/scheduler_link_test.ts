// Both ends of the line between pool and worker, each against a stand-in for the other: clocks,
// hostile messages, and what the worker's side does, which coverage does not see in real workers.

import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { CONTROL_WORDS, MAIL, PASS, STOP } from "../scheduler/control.ts";
import { dynamic } from "../scheduler/distribution.ts";
import type { JobFactories } from "../scheduler/job.ts";
import { PROTOCOL, type Reply, type Request } from "../scheduler/messages.ts";
import type { PoolWorker, PoolWorkerEvent, PoolWorkerEventType } from "../scheduler/pool_worker.ts";
import { AWAY, FAILED, LEFT, PassBlock } from "../scheduler/pass_block.ts";
import { serveJobs } from "../scheduler/serve.ts";
import { WorkerLink, WorkerLoss } from "../scheduler/worker_link.ts";

/** A worker without a thread, which answers as it is told to: no more than a pool needs. */
class FakeWorker implements PoolWorker {
  terminated = 0;
  readonly requests: Request[] = [];
  readonly #answer: (request: Request) => unknown;
  readonly #listeners = new Map<string, (event: PoolWorkerEvent) => void>();

  constructor(answer: (request: Request) => unknown) {
    this.#answer = answer;
    this.say({ type: "hello", protocol: PROTOCOL });
  }
  say(data: unknown): void {
    queueMicrotask(() => this.tell("message", { data }));
  }
  tell(type: PoolWorkerEventType, event: PoolWorkerEvent = {}): void {
    this.#listeners.get(type)?.(event);
  }
  addEventListener(type: PoolWorkerEventType, listener: (event: PoolWorkerEvent) => void): void {
    assert(!this.#listeners.has(type), `${type} is listened to twice`);
    this.#listeners.set(type, listener);
  }
  postMessage(request: Request): void {
    this.requests.push(request);
    const answer = this.#answer(request);
    if (answer !== undefined) this.say(answer);
  }
  terminate(): void {
    this.terminated++;
  }
}

function obedient({ type }: Request): unknown {
  if (type === "open") return { type: "ready" };
  return type === "clock" ? { type, nowMs: performance.now() - 1e7 } : undefined;
}

function makeLink(answer = obedient): { link: WorkerLink; worker: FakeWorker; lost: WorkerLink[] } {
  const worker = new FakeWorker(answer), lost: WorkerLink[] = [];
  const link = new WorkerLink({
    slot: 1,
    slots: 2,
    blocks: new SharedArrayBuffer(PassBlock.bytes(2)),
    createWorker: () => worker,
    onLost: (link) => lost.push(link),
  });
  return { link, worker, lost };
}

Deno.test("opening aligns the worker's clock with the calling thread's", async () => {
  const { link, worker } = makeLink();
  await link.open(1000);
  // The fake clock is 10,000 s behind; the exchange takes much less than a second.
  assert(Math.abs(link.clockOffsetMs - 1e7) < 1000, `${link.clockOffsetMs}`);
  assertEquals(worker.requests[0]?.type, "open");
  worker.say({ type: "bye" });
  await link.close(1000);
  assertEquals([link.alive, link.hasEnded, worker.terminated], [false, true, 1]);
});

for (
  const [what, hostile] of [
    ["a text", "hello"],
    ["no fields", {}],
    ["an unknown type", { type: "pardon" }],
    ["a clock that is no number", { type: "clock", nowMs: "1" }],
  ] as const
) {
  Deno.test(`attack: a worker answers with ${what}`, async () => {
    const { link, worker, lost } = makeLink((request) =>
      request.type === "clock" ? hostile : obedient(request)
    );
    await assertRejects(() => link.open(1000), WorkerLoss);
    assertEquals([lost.length, worker.terminated, link.alive], [1, 1, false]);
  });
}

Deno.test("attack: a worker repeats itself, and answers what was not asked", async () => {
  const { link, worker, lost } = makeLink();
  await link.open(1000);
  for (let n = 0; n < 3; n++) worker.say({ type: "attached", job: 5 });
  worker.say({ type: "attached", job: 6 });
  const reply = await link.expect((reply) => reply.type === "attached" && reply.job === 6, 1000);
  assertEquals(reply, { type: "attached", job: 6 });
  link.clearInbox();
  await assertRejects(() => link.expect((reply) => reply.type === "attached", 20), WorkerLoss);
  assertEquals(lost, [link]);
});

for (
  const [what, message, said] of [
    ["without a message: browsers have not fetched it", undefined, "could not load its script"],
    ["with a message: it threw", "planted", "had an uncaught error: planted"],
  ] as const
) {
  Deno.test(`a worker's script fails ${what}`, async () => {
    const { link, worker, lost } = makeLink(() => undefined);
    const opening = assertRejects(() => link.open(10_000), WorkerLoss);
    worker.tell("error", message === undefined ? {} : { message });
    assertStringIncludes((await opening).message, `worker on slot 1 ${said}`);
    assertEquals([lost.length, worker.terminated, link.alive], [1, 1, false]);
  });
}

Deno.test("every way in which a worker can go rejects what was expected of it, once", async () => {
  const ways: Record<string, (worker: FakeWorker) => void> = {
    error: (worker) => worker.tell("error", { message: "planted" }),
    messageerror: (worker) => worker.tell("messageerror"),
    close: (worker) => worker.tell("close"),
    bye: (worker) => worker.say({ type: "bye" }),
  };
  for (const [way, go] of Object.entries(ways)) {
    const { link, worker, lost } = makeLink();
    await link.open(1000);
    const expected = [1, 2].map(() =>
      assertRejects(() => link.expect(() => true, 10_000), WorkerLoss)
    );
    go(worker);
    go(worker);
    await Promise.all(expected);
    await assertRejects(() => link.expect(() => true, 10_000), WorkerLoss);
    assertEquals([lost.length, worker.terminated], [1, 1], way);
    assertEquals(link.hasEnded, way === "close" || way === "bye");
  }
});

Deno.test("a worker that does not say good-bye is terminated after the time limit", async () => {
  const { link, worker, lost } = makeLink();
  await link.open(1000);
  await link.close(20);
  await link.close(20);
  assertEquals([worker.terminated, lost.length, link.hasEnded], [1, 0, false]);
});

interface Served {
  readonly control: Int32Array;
  readonly block: PassBlock;
  readonly replies: Reply[];
  /** Has the worker's side handle one message, and the pass announced before, if any. */
  send(request: Request): void;
}

/**
 * The worker's side on this thread. It never parks, because more mail is announced than it will
 * ever receive.
 */
function serve(factories: JobFactories): Served {
  const control = new Int32Array(new SharedArrayBuffer(4 * CONTROL_WORDS));
  control[MAIL] = 1000;
  const blocks = new SharedArrayBuffer(PassBlock.bytes(2));
  const replies: Reply[] = [];
  let listener: ((event: { data: unknown }) => void) | undefined;
  serveJobs(factories, {
    postMessage: (message) => replies.push(message as Reply),
    addEventListener: (_, added) => listener = added,
  });
  const send = (data: Request) => listener?.({ data });
  send({ type: "open", control, blocks, slot: 1, slots: 2 });
  return { control, block: new PassBlock(blocks, 0, 2), replies, send };
}

function order(pass: number, job: number, trace = false) {
  const distribution = dynamic({ rows: 2 });
  return { pass, job, rows: 5, code: 9, distribution, trace, slots: [0, 1] };
}

Deno.test("the worker's side greets, makes jobs, forgets them and says good-bye", () => {
  const { control, replies, send } = serve({
    sum: (setup, slot) => {
      assertEquals([setup, slot], ["given", 1]);
      return { begin() {}, chunk() {}, end() {} };
    },
    bad: () => {
      throw new RangeError("planted");
    },
  });
  send({ type: "attach", job: 4, kind: "sum", setup: "given" });
  send({ type: "attach", job: 5, kind: "bad", setup: undefined });
  send({ type: "attach", job: 6, kind: "toString", setup: undefined });
  send({ type: "detach", job: 4 });
  control[STOP] = 1;
  send({ type: "clock" });
  assertEquals(
    replies.map((reply) => [reply.type, "known" in reply ? reply.known : undefined]),
    [
      ["hello", undefined],
      ["ready", undefined],
      ["attached", undefined],
      ["refused", true],
      ["refused", false],
      ["detached", undefined],
      ["clock", undefined],
      ["bye", undefined],
    ],
  );
});

Deno.test("the worker's side does each pass once, in order, and leaves it", () => {
  const calls: string[] = [];
  const { control, block, replies, send } = serve({
    log: () => ({
      begin: (code) => calls.push(`begin ${code}`),
      chunk: (first, end) => calls.push(`${first}-${end}`),
      end: () => calls.push("end"),
    }),
  });
  send({ type: "attach", job: 0, kind: "log", setup: undefined });
  block.prepare(order(1, 0, true));
  assertEquals([block.state(1), block.pending], [AWAY, 1]);
  control[PASS] = 1;
  send({ type: "clock" });
  send({ type: "clock" });
  assertEquals(calls, ["begin 9", "0-2", "2-4", "4-5", "end"]);
  assertEquals([block.state(1), block.pending], [LEFT, 0]);
  assertEquals([block.recordOf(1).chunks, block.recordOf(1).rows], [3, 5]);
  const timelines = replies.filter((reply) => reply.type === "timeline");
  assertEquals(timelines.map(({ pass, chunks }) => [pass, chunks.length]), [[1, 12]]);
});

Deno.test("the worker's side reports what a job throws and abandons the pass", () => {
  const { control, block, replies, send } = serve({
    bad: () => ({
      begin() {},
      chunk(first) {
        if (first === 2) throw new RangeError("planted");
      },
      end() {},
    }),
  });
  send({ type: "attach", job: 0, kind: "bad", setup: undefined });
  // Job 1 was never attached: that must not pass for work done.
  for (const [pass, job] of [[1, 0], [2, 1]] as const) {
    block.prepare(order(pass, job));
    control[PASS] = pass;
    send({ type: "clock" });
    assertEquals([block.state(1), block.pending, block.abandoned], [FAILED, 0, true]);
  }
  const failures = replies.filter((reply) => reply.type === "failed");
  assertEquals(failures.map(({ pass, doing, error }) => [pass, doing, error.message]), [
    [1, "chunk of rows 2 … 3", "planted"],
    [2, "begin", "the job is not attached on this worker"],
  ]);
});

Deno.test("createWorker may return nothing usable", () => {
  assertThrows(() =>
    new WorkerLink({
      slot: 1,
      slots: 2,
      blocks: new SharedArrayBuffer(PassBlock.bytes(2)),
      createWorker: () => undefined as unknown as Worker,
      onLost: () => {},
    }), TypeError);
});
