import { expect } from "vitest";
import { ComposeGenError } from "../../src/index.ts";

/** The lines of evidence of the definition error that `act` throws. */
export function mistakes(act: () => unknown): string[] {
  try {
    act();
  } catch (error) {
    if (!(error instanceof ComposeGenError)) throw error;
    expect(error.code).toBe("DEFINITION_INVALID");
    return (error.parts.evidence ?? "").split("\n");
  }
  throw new Error("nothing was refused");
}
