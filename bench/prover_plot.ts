// Draws times by rows, both axes logarithmic, so that linear growth is a line at 45°. Text in, SVG out.

/** One line of the plot. */
export interface Series {
  readonly label: string;
  /** Active rows and milliseconds. */
  readonly points: [rows: number, ms: number][];
}

const WIDTH = 860, HEIGHT = 470, LEFT = 62, RIGHT = 170, TOP = 20, BOTTOM = 48;
const COLOURS = ["#2f6fde", "#8fb4f5", "#d9730d", "#8a63d2", "#2e8b57", "#8fcfa8", "#f0b27a"];

/** The plot. */
export function growthPlot(series: readonly Series[]): string {
  const all = series.flatMap(({ points }) => points);
  const [rowsAxis, msAxis] = [0, 1].map((k) => {
    const values = all.map((point) => Math.log2(point[k]));
    return { from: Math.floor(Math.min(...values)), to: Math.ceil(Math.max(...values)) };
  });
  const place = (value: number, { from, to }: typeof rowsAxis, start: number, end: number) =>
    Number((start + (Math.log2(value) - from) / (to - from) * (end - start)).toFixed(1));
  const x = (rows: number) => place(rows, rowsAxis, LEFT, WIDTH - RIGHT);
  const y = (ms: number) => place(ms, msAxis, HEIGHT - BOTTOM, TOP);

  const out: string[] = [];
  for (let k = rowsAxis.from; k <= rowsAxis.to; k++) {
    const at = x(2 ** k);
    out.push(
      `<line x1="${at}" y1="${TOP}" x2="${at}" y2="${HEIGHT - BOTTOM}" class="grid"/>`,
      `<text x="${at}" y="${HEIGHT - BOTTOM + 16}" text-anchor="middle">2^${k}</text>`,
    );
  }
  for (let k = msAxis.from; k <= msAxis.to; k++) {
    const at = y(2 ** k), label = k < 10 ? `${2 ** k} ms` : `${(2 ** k / 1000).toFixed(1)} s`;
    out.push(
      `<line x1="${LEFT}" y1="${at}" x2="${WIDTH - RIGHT}" y2="${at}" class="grid"/>`,
      `<text x="${LEFT - 6}" y="${at + 4}" text-anchor="end">${label}</text>`,
    );
  }
  series.forEach(({ label, points }, i) => {
    const colour = COLOURS[i % COLOURS.length];
    const sorted = points.toSorted(([a], [b]) => a - b);
    const path = sorted.map(([rows, ms]) => `${x(rows)},${y(ms)}`).join(" ");
    if (sorted.length > 1) {
      out.push(`<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2"/>`);
    }
    for (const [rows, ms] of sorted) {
      out.push(`<circle cx="${x(rows)}" cy="${y(ms)}" r="3.5" fill="${colour}"/>`);
    }
    const at = TOP + 14 + i * 20;
    out.push(
      `<rect x="${WIDTH - RIGHT + 18}" y="${at - 9}" width="10" height="10" fill="${colour}"/>`,
      `<text x="${WIDTH - RIGHT + 34}" y="${at}">${label}</text>`,
    );
  });
  out.push(
    `<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${
      HEIGHT - 10
    }" text-anchor="middle">active rows</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-label="Time of a proof by its active rows">
<style>
text { font: 12px system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; fill: #24292f; }
.grid { stroke: #d0d7de; stroke-width: 1; }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3; }
  .grid { stroke: #30363d; }
}
</style>
${out.join("\n")}
</svg>
`;
}
