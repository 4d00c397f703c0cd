import { z } from "zod";
import { text, variableName } from "./text.ts";

/** Text inside `${NAME:-…}` or `${NAME:?…}`: what Compose would take as syntax is refused. */
const insideBraces = text.regex(/^[^${}\r\n]*$/, "must be one line without `$`, `{` or `}`");

/**
 * A variable that the reader of the rendered file can set: `${NAME:-default}`, `${NAME:?message}`, or `${NAME:-}`
 * when it has neither; a parameter of the stack with the same name supplies default or message.
 */
export const variableReference = z
  .strictObject({
    variable: variableName,
    default: insideBraces.optional(),
    /** Message of the error when the variable is not set. */
    required: insideBraces.min(1).optional(),
  })
  .refine((value) => value.default === undefined || value.required === undefined, {
    error: "has a default and is required: choose one",
  });

/** An endpoint of a service in the same stack: `"service/endpoint"`. */
export const endpointName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]*\/[a-z0-9][a-z0-9_-]*$/, 'must be "service/endpoint", e.g. "web/http"');

/** The in-network address of an endpoint. */
export const endpointReference = z.strictObject({
  endpoint: endpointName,
  /** `url` = protocol://service:port + path (default), `address` = service:port. */
  as: z.enum(["url", "address", "host", "port"]).optional(),
  path: text.regex(/^\/\S*$/, "must start with / and hold no space").optional(),
});

/** The URL of an endpoint that another stack provides: a required variable until `composeStacks` resolves it. */
export const consumedReference = z.strictObject({
  consumes: z.string(),
  path: text.regex(/^\/\S*$/, "must start with / and hold no space").optional(),
});

const part = z.union([text, variableReference, endpointReference, consumedReference]);

/** Text of a definition: literal (`$` means `$`), a reference, or several parts joined. */
export const value = z.union([
  text,
  variableReference,
  endpointReference,
  consumedReference,
  z.strictObject({ join: z.array(part).min(1) }),
]);

const hostText = text.min(1, "must not be empty");

/** Text of the host, where no service of a stack has an address: literal, a variable, or several parts joined. */
export const hostValue = z.union([
  hostText,
  variableReference,
  z.strictObject({ join: z.array(z.union([hostText, variableReference])).min(1) }),
]);

export type VariableReference = z.infer<typeof variableReference>;
export type EndpointReference = z.infer<typeof endpointReference>;
export type ConsumedReference = z.infer<typeof consumedReference>;
export type ValuePart = z.infer<typeof part>;
export type Value = z.infer<typeof value>;
