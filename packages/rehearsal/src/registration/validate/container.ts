import { Refusal } from "../http/refusal.ts";

/** The container's DNS name, or its address. Throws 422. */
export function validContainer(value: unknown): string {
  if (typeof value !== "string" || value.length > 128 || !/^[A-Za-z0-9][A-Za-z0-9_.-]*$/.test(value)) {
    throw new Refusal(
      422,
      "VALIDATION_ERROR",
      "container: a name of letters, digits, '_', '.' and '-' is required",
    );
  }
  return value;
}
