import type { ErrorParts } from "@unicity-sphere/compose-gen";

const EXIT: Readonly<Record<string, number>> = { IMAGE_NOT_MADE: 1, ENGINE_UNREACHABLE: 2 };

/** The parts of any error; those of the packages carry them. */
export function partsOf(error: unknown): ErrorParts {
  if (error instanceof Error && "parts" in error) return error.parts as ErrorParts;
  return { code: "INTERNAL", what: error instanceof Error ? error.message : String(error) };
}

export function exitCodeOf(error: unknown): number {
  return EXIT[partsOf(error).code] ?? 3;
}
