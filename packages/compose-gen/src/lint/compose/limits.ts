import { asText } from "./coerce.ts";

/** True for a size of memory that is a limit: to the engine and the kernel 0, in any unit, and less mean none. */
export function sizesMemory(value: unknown): boolean {
  const text = asText(value)?.trim() ?? "";
  return text !== "" && !/^-|^\+?[0.]+\s*[A-Za-z%]*$/.test(text);
}

/** True for a number of processes that is a limit: 0 and less mean none. */
export function limitsProcesses(value: unknown): boolean {
  const text = asText(value)?.trim() ?? "";
  return text !== "" && !(Number(text) <= 0);
}
