import type { Page } from "../../../src/unicity/wallet-check/browser/page.ts";
import type { Line } from "../../../src/unicity/wallet-check/line.ts";
import { linesFor } from "../../../src/unicity/wallet-check/lines.ts";
import { type LineResult, runLines } from "../../../src/unicity/wallet-check/run.ts";
import type { Targets } from "../../../src/unicity/wallet-check/targets.ts";

export const ORIGIN = "https://app.example.org";

/** A page that waits long enough for a busy machine. */
export const page = (timeoutMs = 20_000): Page => ({
  origin: ORIGIN,
  timeoutMs,
  signal: new AbortController().signal,
});

/** Where the test may ask for what is outside of the stack. */
export interface Asked extends Partial<Targets> {
  ipfs: string;
  market: string;
}

/** All lines about these targets, as `group name` → result. */
export async function askAll(
  targets: Asked,
  { allFour = false, readOnly = false } = {},
): Promise<Record<string, LineResult>> {
  const asker = page();
  const results = await runLines(linesFor(targets, { page: asker, readOnly }), {
    allFour,
    signal: asker.signal,
  });
  return Object.fromEntries(results.map((line) => [`${line.group} ${line.name}`, line]));
}

/** One question, with what its errors mean. */
export async function askOne(
  ask: Line["ask"],
  url: string | null,
  group: Line["group"] = "pill",
): Promise<LineResult> {
  const line: Line = { group, name: "it", label: "It", url, ask };
  const [result] = await runLines([line], { allFour: false, signal: new AbortController().signal });
  if (!result) throw new Error("no result");
  return result;
}
