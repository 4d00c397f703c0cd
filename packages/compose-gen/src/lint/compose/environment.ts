import type { DocumentPath } from "../finding.ts";
import { asPairs, asText } from "./coerce.ts";
import type { LintVariable } from "./document.ts";
import { withDefaults } from "./variables.ts";

/** A map or list of variables; those whose value the reader's environment decides are marked. */
export function normaliseEnvironment(value: unknown, path: DocumentPath): LintVariable[] {
  return asPairs(value).map(({ key, value: raw, at }) => {
    const text = raw === null || raw === undefined ? undefined : withDefaults(asRaw(raw), "name");
    return { name: key, value: text?.text ?? null, fromOutside: text?.open ?? true, path: [...path, at] };
  });
}

function asRaw(value: unknown): string {
  return typeof value === "string" ? value : (asText(value) ?? "");
}
