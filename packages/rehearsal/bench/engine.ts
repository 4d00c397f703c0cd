import { printRow, row } from "../../../scripts/bench/row.ts";
import { hasEngine } from "../test/support/engine.ts";

/** Without a Docker engine: says so in place of the figure, and answers true. */
export function withoutEngine(name: string): boolean {
  if (!hasEngine) printRow(row(name, "", [], undefined, "not measured: no Docker engine answers"));
  return !hasEngine;
}
