import { printRow, row } from "../../../../scripts/bench/row.ts";

/** How a client gets to the backend. */
export type Way = "direct" | "nginx" | "haproxy";

const WAYS: Way[] = ["direct", "nginx", "haproxy"];
const NAMES: Record<Way, string> = {
  direct: "direct",
  nginx: "nginx TLS",
  haproxy: "HAProxy + nginx TLS",
};

/**
 * Measures requests per second on every way in turn, so that noise of the machine hits all alike, and prints the medians and
 * the ratios to the direct way of the same turn.
 *
 * @param bar ratio that the way through HAProxy and nginx must reach
 */
export async function compareWays(
  name: string,
  runs: number,
  bar: number,
  measure: (way: Way) => Promise<number>,
): Promise<void> {
  const rates: Record<Way, number[]> = { direct: [], nginx: [], haproxy: [] };
  for (const way of WAYS) await measure(way); // the first requests compile and connect
  for (let run = 0; run < runs; run += 1) for (const way of WAYS) rates[way].push(await measure(way));
  const note = "client and servers share the cores";
  for (const way of WAYS) printRow(row(`${name}, ${NAMES[way]}`, "requests/s", rates[way]));
  for (const way of ["nginx", "haproxy"] as const) {
    const ratios = rates[way].map((rate, run) => rate / (rates.direct[run] ?? Number.NaN));
    const target = way === "haproxy" ? { op: ">=" as const, value: bar } : undefined;
    printRow(row(`${name}, ${NAMES[way]} to direct`, "x", ratios, target, note));
  }
}
