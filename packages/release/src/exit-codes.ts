import type { ErrorParts } from "@unicity-sphere/compose-gen";

/** Errors in which something could not be reached: 2. */
const UNREACHABLE = new Set([
  "REGISTRY_UNREACHABLE",
  "REGISTRY_TIMEOUT",
  "REGISTRY_RATE_LIMITED",
  "ENGINE_UNREACHABLE",
]);

/** Errors of the caller, and defects: 3. */
const USAGE = new Set(["USAGE", "INTERNAL", "SOURCE_UNKNOWN", "NO_CHECKOUT", "REGISTRY_UNKNOWN"]);

/** The parts of any error; those of the packages carry them. */
export function partsOf(error: unknown): ErrorParts {
  if (error instanceof Error && "parts" in error) return error.parts as ErrorParts;
  return { code: "INTERNAL", what: error instanceof Error ? error.message : String(error) };
}

/** 1: a check or a step failed · 2: not reached · 3: wrong usage, or a defect. */
export function exitCodeOf(error: unknown): 1 | 2 | 3 {
  const { code } = partsOf(error);
  if (UNREACHABLE.has(code)) return 2;
  return USAGE.has(code) ? 3 : 1;
}
