// Draws who did what when: a lane for each thread, a block for each chunk, a colour for each round. While a round
// runs, nothing is known of it but that it runs: its part of every lane is hatched until its report comes.
/// <reference lib="dom" />

import { CHUNK_NUMBERS, type Round } from "./messages.ts";

const TOP = 20, BOTTOM = 22, RIGHT = 10;
// Height of a lane and of the gap behind it; many lanes are drawn lower.
const LANES = { high: { lane: 26, gap: 6 }, low: { lane: 13, gap: 3 } }, MOST_HIGH_LANES = 8;
const ROUND_COLOURS = 6;
const FONT = "12px system-ui, sans-serif";
// A label on every tick at least so many pixels apart.
const TICK_DISTANCE = 72;
// Chunks narrower than this are drawn together with their neighbours.
const LEAST_WIDTH = 1.5;

/** A chunk, found under the pointer. */
export interface ShownChunk {
  readonly round: number;
  readonly slot: number;
  readonly first: number;
  readonly end: number;
  readonly durationMs: number;
}

/** What a thread is called. */
export function threadName(slot: number): string {
  return slot === 0 ? "prover" : `worker ${slot}`;
}

/** The drawing on one canvas. */
export class Timeline {
  readonly #canvas: HTMLCanvasElement;
  readonly #rounds: Round[] = [];
  #threads = 1;
  /** When proving began, on the page's clock; undefined while it does not run. */
  #runningSince: number | undefined;
  #shown: number | undefined;
  #frame = 0;

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
    new ResizeObserver(() => this.#draw()).observe(canvas);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#draw());
    this.#draw();
  }

  /** Empties the lanes. */
  clear(threads: number): void {
    this.#threads = threads;
    this.#rounds.length = 0;
    this.#shown = undefined;
    this.#draw();
  }

  /** Lets time run on from now. */
  start(): void {
    this.#runningSince = performance.now();
    const draw = () => {
      this.#draw();
      this.#frame = requestAnimationFrame(draw);
    };
    this.#frame = requestAnimationFrame(draw);
  }

  /** Adds a round that is done. */
  add(round: Round): void {
    this.#rounds.push(round);
  }

  /** Ends time. */
  stop(): void {
    cancelAnimationFrame(this.#frame);
    this.#runningSince = undefined;
    this.#draw();
  }

  /** Shows one round, or all of them. */
  show(round: number | undefined): void {
    this.#shown = round;
    this.#draw();
  }

  /** The chunk at a place on the canvas, in CSS pixels from its corner. */
  chunkAt(x: number, y: number): ShownChunk | undefined {
    const { lane, gap } = this.#lanes, slot = Math.floor((y - TOP) / (lane + gap));
    const scale = this.#scale(), at = scale.timeAt(x);
    let nearest: ShownChunk | undefined, least = 2 * scale.msPerPixel;
    for (const { round, chunks } of this.#rounds) {
      for (let i = 0; i < chunks.length; i += CHUNK_NUMBERS) {
        if (chunks[i] !== slot) continue;
        const startMs = chunks[i + 3], durationMs = chunks[i + 4];
        const distance = Math.max(0, startMs - at, at - startMs - durationMs);
        if (distance >= least) continue;
        least = distance;
        nearest = { round, slot, first: chunks[i + 1], end: chunks[i + 2], durationMs };
      }
    }
    return nearest;
  }

  get #lanes(): { readonly lane: number; readonly gap: number } {
    return this.#threads > MOST_HIGH_LANES ? LANES.low : LANES.high;
  }

  #laneTop(slot: number): number {
    const { lane, gap } = this.#lanes;
    return TOP + slot * (lane + gap);
  }

  #scale(): Scale {
    const context = this.#canvas.getContext("2d") as CanvasRenderingContext2D;
    context.font = FONT;
    const left = 10 + Math.max(
      ...[0, this.#threads - 1].map((slot) => context.measureText(threadName(slot)).width),
    );
    const only = this.#rounds.find(({ round }) => round === this.#shown);
    const last = this.#rounds.at(-1);
    const [startMs, endMs] = only !== undefined
      ? [only.startMs, only.startMs + only.wallMs]
      : [0, Math.max(this.#elapsedMs(), last === undefined ? 0 : last.startMs + last.wallMs)];
    const width = this.#canvas.clientWidth - left - RIGHT;
    return new Scale(left, Math.max(1, width), startMs, Math.max(startMs + 0.01, endMs));
  }

  #elapsedMs(): number {
    return this.#runningSince === undefined ? 0 : performance.now() - this.#runningSince;
  }

  #draw(): void {
    const canvas = this.#canvas, height = this.#laneTop(this.#threads) - this.#lanes.gap + BOTTOM;
    canvas.style.height = `${height}px`;
    const ratio = devicePixelRatio, width = canvas.clientWidth;
    const [pixelWidth, pixelHeight] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (canvas.width !== pixelWidth || canvas.height !== pixelHeight) {
      canvas.width = pixelWidth;
      canvas.height = pixelHeight;
    }
    const context = canvas.getContext("2d") as CanvasRenderingContext2D;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    const style = getComputedStyle(canvas);
    const colour = (name: string) => style.getPropertyValue(`--${name}`);
    const scale = this.#scale();
    this.#drawLanes(context, scale, colour);
    if (scale.known) this.#drawTicks(context, scale, colour, height);
    this.#drawRounds(context, scale, colour, height);
  }

  #drawLanes(context: CanvasRenderingContext2D, scale: Scale, colour: Colours): void {
    const rounds = this.#rounds, last = rounds.at(-1);
    const doneMs = last === undefined ? 0 : last.startMs + last.wallMs;
    const { lane } = this.#lanes;
    const running = this.#runningSince === undefined
      ? undefined
      : hatch(context, roundColour(colour, rounds.length));
    const x = scale.x(doneMs), width = scale.left + scale.width - x;
    context.textBaseline = "middle";
    context.textAlign = "left";
    for (let slot = 0; slot < this.#threads; slot++) {
      const y = this.#laneTop(slot);
      context.fillStyle = colour("faint");
      context.fillText(threadName(slot), 0, y + lane / 2);
      context.fillStyle = colour("lane");
      context.fillRect(scale.left, y, scale.width, lane);
      if (running === undefined) continue;
      context.fillStyle = running;
      context.globalAlpha = 0.55;
      context.fillRect(x, y, width, lane);
      context.globalAlpha = 1;
    }
  }

  #drawRounds(
    context: CanvasRenderingContext2D,
    scale: Scale,
    colour: Colours,
    height: number,
  ): void {
    let labelEnd = -Infinity;
    context.textAlign = "left";
    context.textBaseline = "middle";
    const first = this.#rounds.at(0);
    if (first !== undefined && scale.x(first.startMs) - scale.left > 50 && scale.startMs === 0) {
      context.fillStyle = colour("faint");
      context.fillText("set-up", scale.left, 8);
    }
    for (const { round, startMs, wallMs, chunks } of this.#rounds) {
      const x = scale.x(startMs), end = scale.x(startMs + wallMs);
      if (end < scale.left || x > scale.left + scale.width) continue;
      context.fillStyle = colour("faint");
      context.globalAlpha = 0.5;
      context.fillRect(Math.round(x), TOP - 4, 1, height - TOP - BOTTOM + 8);
      context.globalAlpha = 1;
      context.fillStyle = roundColour(colour, round);
      this.#drawChunks(context, scale, chunks);
      const label = end - x > 62 ? `round ${round}` : `${round}`;
      const width = context.measureText(label).width;
      if (x < labelEnd + 6 || x + width > scale.left + scale.width + RIGHT) continue;
      labelEnd = x + width;
      context.fillText(label, x, 8);
    }
  }

  /** Blocks of one round, in the present colour; those too narrow to be seen are drawn as one. */
  #drawChunks(context: CanvasRenderingContext2D, scale: Scale, chunks: Float64Array): void {
    const open = new Map<number, { x: number; end: number }>();
    const paint = (slot: number, x: number, end: number) => {
      // Never nothing; with a gap to the next block, where there is room for one.
      const left = Math.round(x), gap = end - x > 4 ? 1 : 0;
      const width = Math.max(1, Math.round(end) - left - gap);
      context.fillRect(left, this.#laneTop(slot), width, this.#lanes.lane);
    };
    for (let i = 0; i < chunks.length; i += CHUNK_NUMBERS) {
      const slot = chunks[i], startMs = chunks[i + 3];
      const x = scale.x(startMs), end = scale.x(startMs + chunks[i + 4]);
      const before = open.get(slot);
      if (before !== undefined && x - before.end < 0.5 && before.end - before.x < LEAST_WIDTH) {
        before.end = Math.max(before.end, end);
      } else {
        if (before !== undefined) paint(slot, before.x, before.end);
        open.set(slot, { x, end });
      }
    }
    for (const [slot, { x, end }] of open) paint(slot, x, end);
  }

  #drawTicks(
    context: CanvasRenderingContext2D,
    scale: Scale,
    colour: Colours,
    height: number,
  ): void {
    const step = scale.tickMs();
    context.textAlign = "center";
    context.textBaseline = "middle";
    for (let n = 0; n * step <= scale.endMs - scale.startMs; n++) {
      const ms = n * step, x = scale.x(scale.startMs + ms);
      context.fillStyle = colour("line");
      context.fillRect(Math.round(x), TOP - 4, 1, height - TOP - BOTTOM + 8);
      context.fillStyle = colour("faint");
      const text = step >= 1000 ? `${ms / 1000} s` : `${+ms.toPrecision(6)} ms`;
      const half = context.measureText(text).width / 2;
      const most = scale.left + scale.width + RIGHT - half;
      context.fillText(text, Math.min(x, most), height - BOTTOM / 2);
    }
  }
}

type Colours = (name: string) => string;

function roundColour(colour: Colours, round: number): string {
  return colour(`round-${round % ROUND_COLOURS}`);
}

/** Stripes on nothing. */
function hatch(context: CanvasRenderingContext2D, colour: string): CanvasPattern {
  const size = 8;
  const tile = new OffscreenCanvas(size, size);
  const stripes = tile.getContext("2d") as OffscreenCanvasRenderingContext2D;
  stripes.strokeStyle = colour;
  stripes.lineWidth = 1.5;
  for (const shift of [-size, 0, size]) {
    stripes.moveTo(shift, size);
    stripes.lineTo(shift + size, 0);
  }
  stripes.stroke();
  return context.createPattern(tile, "repeat") as CanvasPattern;
}

/** From times to places. */
class Scale {
  constructor(
    readonly left: number,
    readonly width: number,
    readonly startMs: number,
    readonly endMs: number,
  ) {}

  /** Whether there is any time to show. */
  get known(): boolean {
    return this.endMs - this.startMs > 0.01;
  }
  get msPerPixel(): number {
    return (this.endMs - this.startMs) / this.width;
  }
  x(ms: number): number {
    return this.left + (ms - this.startMs) / this.msPerPixel;
  }
  timeAt(x: number): number {
    return this.startMs + (x - this.left) * this.msPerPixel;
  }
  /** Time between ticks: 1, 2 or 5 times a power of ten. */
  tickMs(): number {
    const least = TICK_DISTANCE * this.msPerPixel, power = 10 ** Math.floor(Math.log10(least));
    return power * ([1, 2, 5].find((digit) => digit * power >= least) ?? 10);
  }
}
