import { type BenchRow, reached } from "./row.ts";

const number = (value: number) => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));

/** One line per figure: verdict, name, median, range, bar. */
export function formatRow(row: BenchRow): string {
  if (row.error) return `  ✖ ${row.name}: ${row.error}`;
  if (row.runs === 0) return `  – ${row.name}: ${row.note ?? "not measured"}`;
  const verdict = { true: "✔", false: "✖", undefined: "·" }[
    String(reached(row)) as "true" | "false" | "undefined"
  ];
  const bar = row.target ? `  bar ${row.target.op} ${row.target.value} ${row.unit}` : "";
  const range = `(${number(row.min)}–${number(row.max)}, ${row.runs} runs)`;
  const note = row.note ? `\n      ${row.note}` : "";
  return `  ${verdict} ${row.name.padEnd(52)} ${number(row.median).padStart(7)} ${row.unit} ${range}${bar}${note}`;
}
