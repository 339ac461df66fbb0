// Plots as inline SVG: lines, ranges, bars of timelines. Colours come from the page's style, so that
// a plot is readable on a dark page too.

/** A point of a line; y may have a range around it. */
export interface Point {
  readonly x: number;
  readonly y: number;
  readonly range?: readonly [number, number];
}

/** A line with its name in the legend. */
export interface Series {
  readonly name: string;
  readonly points: readonly Point[];
  /** Points without a line between them. */
  readonly loose?: boolean;
}

/** What is plotted against what. */
export interface PlotOptions {
  readonly x: string;
  readonly y: string;
  /** Whether x doubles from mark to mark; the marks are then the points' own values. */
  readonly logX?: boolean;
  /** Least y of the axis; else 0. */
  readonly from?: number;
}

const WIDTH = 560, HEIGHT = 300, LEFT = 58, RIGHT = 14, TOP = 12, BOTTOM = 44;
const COLOURS = 8;

/** Lines over a common axis. */
export function linePlot(series: readonly Series[], options: PlotOptions): string {
  const points = series.flatMap((s) => s.points);
  if (points.length === 0) return "";
  const xs = [...new Set(points.map((p) => p.x))].sort((a, b) => a - b);
  const from = options.from ?? 0;
  const top = Math.max(...points.map((p) => p.range?.[1] ?? p.y));
  const ticks = niceTicks(Math.min(from, ...points.map((p) => p.range?.[0] ?? p.y)), top);
  const low = ticks[0], high = ticks[ticks.length - 1];
  const position = options.logX ? (x: number) => Math.log2(x) : (x: number) => x;
  const [left, right] = [position(xs[0]), position(xs[xs.length - 1])];
  const sx = (x: number) =>
    LEFT + 8 + (right > left ? (position(x) - left) / (right - left) : 0.5) *
      (WIDTH - LEFT - RIGHT - 16);
  const sy = (y: number) => HEIGHT - BOTTOM - (y - low) / (high - low) * (HEIGHT - BOTTOM - TOP);
  const out: string[] = [];
  for (const tick of ticks) {
    out.push(line("grid", LEFT, sy(tick), WIDTH - RIGHT, sy(tick)));
    out.push(text(LEFT - 6, sy(tick) + 4, format(tick), "end"));
  }
  const marks = options.logX
    ? xs
    : niceTicks(xs[0], xs[xs.length - 1]).filter((t) => t >= xs[0] && t <= xs[xs.length - 1]);
  for (const x of marks) out.push(text(sx(x), HEIGHT - BOTTOM + 16, format(x), "middle"));
  out.push(text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, options.x, "middle", "axis"));
  out.push(
    `<text class="axis" transform="translate(13 ${
      (TOP + HEIGHT - BOTTOM) / 2
    }) rotate(-90)" text-anchor="middle">${escape(options.y)}</text>`,
  );
  series.forEach(({ points, loose }, i) => {
    const colour = `c${i % COLOURS}`;
    const ordered = points.toSorted((a, b) => a.x - b.x);
    if (!loose && ordered.length > 1) {
      const path = ordered.map(({ x, y }) => `${round(sx(x))},${round(sy(y))}`).join(" ");
      out.push(`<polyline class="line ${colour}" points="${path}"/>`);
    }
    for (const { x, y, range } of ordered) {
      if (range) out.push(line(`line ${colour}`, sx(x), sy(range[0]), sx(x), sy(range[1])));
      out.push(`<circle class="dot ${colour}" cx="${round(sx(x))}" cy="${round(sy(y))}" r="3"/>`);
    }
  });
  return figure(WIDTH, HEIGHT, out, series.map((s) => s.name));
}

/** One box per name: quartiles, median, and every value as a dot. */
export function spreadPlot(
  groups: readonly {
    readonly name: string;
    readonly values: readonly number[];
    readonly quartiles: readonly [number, number];
    readonly median: number;
  }[],
  label: string,
): string {
  if (groups.length === 0) return "";
  const row = 20, left = 150, height = groups.length * row + BOTTOM + TOP;
  const all = groups.flatMap((g) => g.values);
  const ticks = niceTicks(Math.min(...all), Math.max(...all));
  const low = ticks[0], high = ticks[ticks.length - 1];
  const sx = (x: number) => left + (x - low) / (high - low) * (WIDTH - left - RIGHT);
  const out: string[] = [];
  for (const tick of ticks) {
    out.push(line("grid", sx(tick), TOP, sx(tick), height - BOTTOM));
    out.push(text(sx(tick), height - BOTTOM + 16, format(tick), "middle"));
  }
  out.push(text((left + WIDTH - RIGHT) / 2, height - 8, label, "middle", "axis"));
  groups.forEach(({ name, values, quartiles, median }, i) => {
    const y = TOP + (i + 0.5) * row;
    out.push(text(left - 8, y + 4, name, "end"));
    const [a, b] = quartiles.map(sx) as [number, number];
    out.push(
      `<rect class="box" x="${round(a)}" y="${y - 6}" width="${
        round(Math.max(1, b - a))
      }" height="12"/>`,
    );
    out.push(line("median", sx(median), y - 7, sx(median), y + 7));
    for (const value of values) {
      out.push(`<circle class="dot c0 faint" cx="${round(sx(value))}" cy="${y}" r="2.5"/>`);
    }
  });
  return figure(WIDTH, height, out, []);
}

/** What each thread does when: a bar where it is busy. */
export function timelinePlot(
  threads: readonly (readonly number[])[],
  wallMs: number,
  scaleMs: number,
): string {
  const row = Math.max(4, Math.min(16, 260 / threads.length));
  const left = 30, height = threads.length * row + 30;
  const sx = (ms: number) => left + ms / scaleMs * (WIDTH - left - RIGHT);
  const out: string[] = [];
  threads.forEach((bars, slot) => {
    const y = 4 + slot * row;
    if (row >= 10) out.push(text(left - 6, y + row - 3, `${slot}`, "end"));
    for (let k = 0; k < bars.length; k += 2) {
      const width = Math.max(0.3, sx(bars[k + 1]) - sx(bars[k]));
      out.push(
        `<rect class="bar" x="${round(sx(bars[k]))}" y="${round(y)}" width="${
          round(width)
        }" height="${round(row - 1)}"/>`,
      );
    }
  });
  out.push(line("median", sx(wallMs), 2, sx(wallMs), height - 24));
  for (const tick of niceTicks(0, scaleMs).filter((t) => t <= scaleMs)) {
    out.push(text(sx(tick), height - 8, `${format(tick)}`, "middle"));
  }
  return figure(WIDTH, height, out, []);
}

function figure(
  width: number,
  height: number,
  parts: readonly string[],
  legend: readonly string[],
): string {
  const names = legend.length < 2
    ? ""
    : `<figcaption>${
      legend.map((name, i) => `<span class="key c${i % COLOURS}">${escape(name)}</span>`).join(" ")
    }</figcaption>`;
  return `<figure><svg viewBox="0 0 ${width} ${height}" role="img">${
    parts.join("")
  }</svg>${names}</figure>`;
}

function line(kind: string, x1: number, y1: number, x2: number, y2: number): string {
  return `<line class="${kind}" x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${
    round(y2)
  }"/>`;
}

function text(x: number, y: number, content: string, anchor: string, kind = "tick"): string {
  return `<text class="${kind}" x="${round(x)}" y="${round(y)}" text-anchor="${anchor}">${
    escape(content)
  }</text>`;
}

/** Text that cannot be taken for markup. */
export function escape(text: string): string {
  return text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
}

/** About five round values that hold the range between them. */
function niceTicks(low: number, high: number): number[] {
  const span = high - low || Math.abs(high) || 1, raw = span / 5;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].find((s) => s * power >= raw)! * power;
  const first = Math.floor(low / step + 1e-9),
    last = Math.max(first + 1, Math.ceil(high / step - 1e-9));
  return Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step);
}

function format(value: number): string {
  return String(Number(value.toPrecision(6)));
}

function round(value: number): string {
  return String(Math.round(value * 10) / 10);
}
