import type { Fault } from "./faults.ts";

const positive = (value: unknown) => Number.isInteger(value) && (value as number) > 0;

/** The faults of a request body. Throws with the index of the first that is none. */
export function parseFaults(value: unknown): Fault[] {
  if (!Array.isArray(value)) throw new Error("The body must be an array of faults");
  return value.map((fault, index) => {
    if (!isFault(fault)) throw new Error(`Fault ${index} is not one of refuse, slow, hang-up, reload-failed`);
    return fault;
  });
}

function isFault(value: unknown): value is Fault {
  const { kind, method, times, status, code, delayMs } = (value ?? {}) as Record<string, unknown>;
  if (times !== undefined && !positive(times)) return false;
  if (method !== undefined && typeof method !== "string") return false;
  if (kind === "refuse") return positive(status) && typeof code === "string";
  if (kind === "slow") return positive(delayMs);
  return kind === "hang-up" || kind === "reload-failed";
}
