import type { OutputMode } from "./reporter.ts";
import type { Terminal } from "./terminal.ts";

/** Name and version of a JSON document, e.g. `unicity-stack/status@1`; a new version means a changed meaning. */
export type DocumentName =
  | "up"
  | "down"
  | "status"
  | "check"
  | "accounts"
  | "fund"
  | "trust-base"
  | "wipe"
  | "plan"
  | "pull"
  | "verify"
  | "snapshot"
  | "snapshot-list"
  | "snapshot-restore"
  | "snapshot-undo"
  | "snapshot-remove"
  | "backup"
  | "restore"
  | "upgrade"
  | "rollback"
  | "uninstall"
  | "doctor"
  | "support-bundle"
  | "soak"
  | "soak-plan"
  | "airgap-save"
  | "airgap-load"
  | "rehearse"
  | "rehearse-plan"
  | "rehearse-clean"
  | "rehearse-clean-plan"
  | "error";

/** A result as its JSON document. */
export function toDocument<T extends object>(name: DocumentName, body: T): T & { schema: string } {
  return { schema: `unicity-stack/${name}@1`, ...body };
}

/** Prints a result: the JSON document, the last event of a stream, or the text for people. */
export function printResult(
  terminal: Terminal,
  mode: OutputMode,
  document: { schema: string },
  text: string,
): void {
  if (mode === "text") terminal.out(text);
  else if (mode === "json") terminal.out(`${JSON.stringify(document, null, 2)}\n`);
  else terminal.out(`${JSON.stringify({ event: "result", ...document })}\n`);
}
