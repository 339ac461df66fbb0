// Starts a worker from the text of its script, as a pool does by itself: for tests and runs that give it a way of their own.

/** @param Maker the class to make it of, where the global one is missing */
export function startWorker(source: string, Maker: typeof Worker = Worker): Worker {
  const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  return new Maker(url, { type: "module" });
}
