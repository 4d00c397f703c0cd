import { errorParts } from "../errors.ts";
import type { Style } from "./style.ts";

/** An error in its five parts, one per line; longer evidence keeps its lines. */
export function formatError(error: unknown, style: Style, verbose: boolean): string {
  const { code, what, where, evidence, cause, next } = errorParts(error);
  const parts = { where, evidence, cause, next };
  const lines = [`${style.bad("✖")} ${style.strong(what)} ${style.faint(`[${code}]`)}`];
  for (const [name, value] of Object.entries(parts)) {
    if (value) lines.push(`  ${`${name}:`.padEnd(9)} ${value.replaceAll("\n", `\n${" ".repeat(12)}`)}`);
  }
  if (verbose && error instanceof Error && error.stack) lines.push(style.faint(error.stack));
  return `${lines.join("\n")}\n`;
}
