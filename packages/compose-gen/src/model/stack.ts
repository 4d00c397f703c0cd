import { z } from "zod";
import { validateStack } from "../validate/stack.ts";
import { checks } from "./check.ts";
import { network } from "./network.ts";
import { parameter } from "./parameter.ts";
import { parse } from "./parse.ts";
import { rawCompose } from "./raw-compose.ts";
import { secret } from "./secret.ts";
import { service } from "./service.ts";
import { name, sentence, text, variableName } from "./text.ts";
import { stateSet, volume } from "./volume.ts";
import { waiver } from "./waiver.ts";

const path = text.regex(/^\/\S*$/, "must start with / and hold no space");

/** An endpoint of the stack that others may use: `service`, `endpoint`, and a path that belongs to the URL. */
const provided = z.strictObject({
  service: name,
  endpoint: name,
  path: path.optional(),
  description: sentence.optional(),
});

/** An endpoint of another stack: a required variable that holds its URL when the stack is alone. */
const consumed = z.strictObject({
  /** Variable with the URL when nobody in the same file provides it. */
  variable: variableName,
  /** Message when the variable is not set: what belongs there, with an example. */
  message: text.regex(/^[^${}\r\n]+$/, "must be one line without `$`, `{` or `}`"),
  /** When both are in one file: services that use it wait until the provider is so. */
  waitFor: z.enum(["started", "healthy"]).default("healthy"),
  description: sentence.optional(),
});

/** Services, volumes, secrets and endpoints that live and die together. */
export const stack = z.strictObject({
  name,
  description: sentence,
  services: z.array(service).min(1),
  volumes: z.record(name, volume).default({}),
  stateSets: z.record(name, stateSet).default({}),
  secrets: z.record(name, secret).default({}),
  /** `default` exists unless it is defined here. */
  networks: z.record(name, network).default({}),
  provides: z.record(name, provided).default({}),
  consumes: z.record(name, consumed).default({}),
  parameters: z.record(variableName, parameter).default({}),
  /** What can be checked while the stack runs. */
  checks: checks.default({}),
  /** Compose keys that the model does not have, merged into the rendered file as JSON Merge Patch (RFC 7396). */
  compose: rawCompose.optional(),
  /** Reasons that hold for the whole stack, or for the services that each one names. */
  waivers: z.array(waiver.extend({ services: z.array(name).min(1).optional() })).default([]),
});

export type Provided = z.infer<typeof provided>;
export type Consumed = z.infer<typeof consumed>;
export type Stack = z.infer<typeof stack>;
export type StackInput = z.input<typeof stack>;

/**
 * A checked stack: the form of every field, then what only the whole shows (references, cycles, ports, jobs).
 *
 * @throws ComposeGenError `DEFINITION_INVALID` with the path of each mistake and a suggestion
 */
export function defineStack(input: StackInput): Stack {
  const parsed = parse(stack, input, `stack "${input?.name}"`);
  validateStack(parsed);
  return parsed;
}
