import { eventually as within } from "../../support/eventually.ts";

/** Guards against hanging alone, ms: the engine and the machine are shared with other suites. */
const LIMIT_MS = 300_000;

/** Repeats a question until it has a truthy answer. @throws Error that says what was waited for */
export function eventually<T>(what: string, ask: () => T | Promise<T>): Promise<NonNullable<T>> {
  return within(what, ask, LIMIT_MS);
}
