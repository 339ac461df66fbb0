// The machine that an experiment ran on: what can be said without asking other programs.

/** A machine and its state. */
export interface Machine {
  readonly processors: number;
  readonly model: string;
  readonly memoryGiB: number;
  readonly system: string;
  readonly runtime: string;
}

/** Describes this machine; parts that may not be read are left out. */
export async function describeMachine(): Promise<Machine> {
  const cpu = await Deno.readTextFile("/proc/cpuinfo").catch(() => "");
  return {
    processors: navigator.hardwareConcurrency,
    model: /^model name\s*:\s*(.+)$/m.exec(cpu)?.[1] ?? "unknown processor",
    memoryGiB: Math.round(Deno.systemMemoryInfo().total / 2 ** 30),
    system: `${Deno.build.os} ${Deno.build.arch}`,
    runtime: `Deno ${Deno.version.deno}, V8 ${Deno.version.v8}`,
  };
}

/** Programs that wanted a processor, on average over the last minute. */
export function load(): number {
  return Math.round(Deno.loadavg()[0] * 10) / 10;
}
