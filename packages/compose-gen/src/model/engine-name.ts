import { value } from "./value.ts";

/** Name of a network or volume on the engine. */
export const engineName = value.refine((name) => name !== "", {
  error: "must not be empty: leave it out for the default, `<project>_<name>`",
});
