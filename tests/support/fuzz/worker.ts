// Fuzzes on a thread of its own, so that whoever waits for it can see it hang.

import { type FuzzOrder, type FuzzResult, runOrder } from "./order.ts";

const scope = globalThis as unknown as {
  onmessage: (event: MessageEvent<FuzzOrder>) => void;
  postMessage(result: FuzzResult): void;
};

scope.onmessage = async ({ data }) => scope.postMessage(await runOrder(data));
