import { z } from "zod";
import { name, sentence } from "./text.ts";
import { endpointName } from "./value.ts";

/**
 * A check of a running stack, as data: whoever operates the stack has a program registered under `kind`.
 */
export const check = z.strictObject({
  /** Name of the registered program, e.g. `http.status`. */
  kind: z.string().regex(/^[a-z][a-z0-9-]*(?:\.[a-z0-9-]+)+$/, "must be a dotted name such as http.status"),
  /** Endpoint that is checked: `"service/endpoint"`. */
  endpoint: endpointName,
  /** Arguments of the program. */
  with: z.record(z.string(), z.json()).default({}),
  description: sentence.optional(),
});

/** Check name → check. */
export const checks = z.record(name, check);

export type Check = z.infer<typeof check>;
