// Threads for a pool in Node, which has no web Worker: copy this file, and give `createNodeWorker` as the pool's
// `createWorker`.
//
//   const pool = await openProverPool({ threads: 4, createWorker: createNodeWorker });
//
// Node's threads have no postMessage and addEventListener of their own; the text before the worker's adds them.

import { Worker } from "node:worker_threads";
import type { PoolWorker } from "@limbs/sumcheck/scheduler";

const SCOPE = `"use strict";
const { parentPort } = require("node:worker_threads");
globalThis.postMessage = (message) => parentPort.postMessage(message);
globalThis.addEventListener = (type, listener) => parentPort.on(type, (data) => listener({ data }));
`;

/** Starts a worker's text on a thread of Node's. */
export function createNodeWorker(source: string): PoolWorker {
  const worker = new Worker(SCOPE + source, { eval: true });
  return {
    postMessage: (message) => worker.postMessage(message),
    terminate: () => void worker.terminate(),
    addEventListener(type, listener) {
      if (type === "message") worker.on("message", (data) => listener({ data }));
      if (type === "messageerror") worker.on("messageerror", () => listener({}));
      if (type === "error") worker.on("error", ({ message }) => listener({ message }));
      if (type === "close") worker.on("exit", () => listener({}));
    },
  };
}
