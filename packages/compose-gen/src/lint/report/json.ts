import type { Finding } from "../finding.ts";
import { summarise } from "../summary.ts";

/** A linted file with what chose it; stack, profile and generation are those of a definition. */
export interface ReportedFile {
  file: string;
  stack?: string;
  profile?: string;
  generation?: string;
  findings: readonly Finding[];
}

/** The findings as JSON, version 1: `ok` is false when there is an error that nobody waived. */
export function reportAsJson(files: readonly ReportedFile[]): string {
  const summary = summarise(files.flatMap(({ findings }) => findings));
  return `${JSON.stringify({ version: 1, ok: summary.errors === 0, summary, files }, null, 2)}\n`;
}
