import { Refusal } from "../http/refusal.ts";

/** The domain as it was sent: case is kept. Throws 422 unless it has two labels of 1 to 63 letters, digits or hyphens. */
export function validDomain(value: unknown): string {
  if (typeof value !== "string" || !isDomain(value)) {
    throw new Refusal(422, "VALIDATION_ERROR", "domain: a host name with at least one dot is required");
  }
  return value;
}

function isDomain(text: string): boolean {
  const labels = text.split(".");
  return (
    text.length <= 253 &&
    /^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/.test(text) &&
    labels.length >= 2 &&
    labels.every(({ length }) => length >= 1 && length <= 63)
  );
}
