import type { Definitions, Generation } from "@unicity-sphere/compose-gen";
import { resolveSdkLine, sdkLinesIn } from "@unicity-sphere/compose-gen/sdk-lines";
import { type ErrorParts, StackError } from "../../../errors.ts";

/**
 * The generation that an instance runs: that of the SDK version asked for, else its own, else the default one.
 *
 * @throws StackError `SDK_UNKNOWN`, `SDK_UNSUPPORTED`; `GENERATION_DIFFERS` when the instance has state of another one
 */
export function chooseGeneration(
  definitions: Definitions,
  sdk: string | undefined,
  known: string | undefined,
): Generation {
  const id = sdk === undefined ? (known ?? definitions.defaultGeneration) : generationOf(definitions, sdk);
  if (known !== undefined && id !== known) throw generationDiffers(id, known, sdk);
  const generation = definitions.generations.find((row) => row.id === id);
  if (generation) return generation;
  throw new StackError({
    code: "GENERATION_UNKNOWN",
    what: `There is no generation "${id}".`,
    evidence: `known: ${definitions.generations.map((row) => row.id).join(", ")}`,
    cause: "The instance was made by another version of stackctl.",
    next: "Use that version, or another instance: `--instance NAME`.",
  });
}

function generationOf(definitions: Definitions, sdk: string): string {
  try {
    return resolveSdkLine(sdkLinesIn(definitions), sdk).id;
  } catch (error) {
    const parts = (error as { parts?: ErrorParts }).parts;
    if (parts) throw new StackError(parts, undefined, { cause: error });
    throw error;
  }
}

function generationDiffers(id: string, known: string, sdk: string | undefined): StackError {
  return new StackError({
    code: "GENERATION_DIFFERS",
    what: `The instance has state of the generation "${known}"; SDK ${sdk} needs "${id}".`,
    cause: "Chain and database of one generation cannot be read by another.",
    next: "Use another instance: `--instance NAME`; or wipe this one first.",
  });
}
