import { OPERATIONS } from "../results/samples.ts";
import type { SoakDocument } from "./document.ts";
import { escapeHtml } from "./escape.ts";

const SIZE = { width: 1000, height: 320 };
const FRAME = { left: 64, right: 12, top: 12, bottom: 34 };
const INNER = {
  width: SIZE.width - FRAME.left - FRAME.right,
  height: SIZE.height - FRAME.top - FRAME.bottom,
};

/** Colours that people with a colour vision deficiency tell apart (Okabe and Ito). */
export const COLOURS: Record<(typeof OPERATIONS)[number], string> = {
  open: "#999999",
  mint: "#e69f00",
  transfer: "#0072b2",
  "give back": "#56b4e9",
  message: "#009e73",
};

/** The 95th percentile of each operation over time, with the faults behind it and the errors below, as inline SVG. */
export function plotLatency(soak: SoakDocument): string {
  const { series, ms } = soak;
  const all = series.flatMap(({ operations }) => Object.values(operations).map(({ p95 }) => p95));
  const most = Math.max(1, ...all);
  const top = niceCeiling(most);
  const x = (at: number) => FRAME.left + (Math.min(at, ms) / Math.max(1, ms)) * INNER.width;
  // A root scale keeps fast operations visible beside slow ones.
  const y = (value: number) => FRAME.top + INNER.height * (1 - Math.sqrt(value / top));
  const parts = [
    ...soak.faults.map((fault) => band(x(fault.from), x(fault.to), `${fault.service} ${fault.what}`)),
    ...[0, 1 / 16, 1 / 4, 9 / 16, 1].map((part) => gridLine(y(part * top), `${Math.round(part * top)} ms`)),
    ...[0, 0.25, 0.5, 0.75, 1].map((part) => timeMark(x(part * ms), part * ms)),
    ...soak.epochs.slice(1).map(({ from }) => wipeLine(x(from))),
    ...OPERATIONS.map((name) => curve(soak, name, x, y)),
    ...soak.unexplained.flatMap(({ first, last, what }) => [first, last].map((at) => errorMark(x(at), what))),
  ];
  const label = `95th percentile of the duration of each operation over time, up to ${top} ms`;
  return `<svg viewBox="0 0 ${SIZE.width} ${SIZE.height}" role="img" aria-label="${label}">${parts.join("")}</svg>`;
}

function curve(
  { series }: SoakDocument,
  name: (typeof OPERATIONS)[number],
  x: (at: number) => number,
  y: (value: number) => number,
): string {
  const points = series.flatMap(({ from, operations }) => {
    const found = operations[name];
    return found ? [{ left: round(x(from)), up: round(y(found.p95)) }] : [];
  });
  const line = points.map(({ left, up }) => `${left},${up}`).join(" ");
  const dots = points.map(({ left, up }) => `<circle cx="${left}" cy="${up}" r="2"/>`).join("");
  const stroke = `fill="none" stroke="${COLOURS[name]}" stroke-width="1.5"`;
  return `<g fill="${COLOURS[name]}"><polyline points="${line}" ${stroke}/>${dots}</g>`;
}

function band(from: number, to: number, what: string): string {
  const place = `x="${round(from)}" y="${FRAME.top}" width="${round(Math.max(1, to - from))}"`;
  return `<rect ${place} height="${INNER.height}" class="fault"><title>${escapeHtml(what)}</title></rect>`;
}

function gridLine(at: number, label: string): string {
  const line = `x1="${FRAME.left}" x2="${SIZE.width - FRAME.right}" y1="${round(at)}" y2="${round(at)}"`;
  const place = `x="${FRAME.left - 6}" y="${round(at + 4)}" text-anchor="end"`;
  return `<line ${line} class="grid"/><text ${place}>${label}</text>`;
}

function timeMark(at: number, ms: number): string {
  const seconds = Math.round(ms / 1000);
  const time = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  return `<text x="${round(at)}" y="${SIZE.height - 8}" text-anchor="middle">${time}</text>`;
}

function wipeLine(at: number): string {
  const place = `x1="${round(at)}" x2="${round(at)}" y1="${FRAME.top}" y2="${FRAME.top + INNER.height}"`;
  return `<line ${place} class="wipe"><title>wiped</title></line>`;
}

function errorMark(at: number, what: string): string {
  const bottom = FRAME.top + INNER.height;
  const shape = `M${round(at - 4)} ${bottom + 8}h8l-4 -8z`;
  return `<path d="${shape}" class="error"><title>${escapeHtml(what)}</title></path>`;
}

const round = (value: number) => Number(value.toFixed(1));

/** The next 1, 2 or 5 times a power of ten. */
export function niceCeiling(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return power * ([1, 2, 5, 10].find((step) => step * power >= value) ?? 10);
}
