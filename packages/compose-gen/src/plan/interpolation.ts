import type { Profile } from "../model/profile.ts";
import type { Stack } from "../model/stack.ts";
import type { Value, ValuePart, VariableReference } from "../model/value.ts";
import { own } from "../own.ts";
import type { ComposeString } from "./compose-file.ts";

/** Turns values of one stack into text for a Compose file. */
export type Interpolate = (value: Value) => ComposeString;

/** A variable with the default or message that holds in this stack and profile. */
export function meaningOf(stack: Stack, profile: Profile, reference: VariableReference): VariableReference {
  const parameter = own(stack.parameters, reference.variable);
  const explicit = reference.default !== undefined || reference.required !== undefined;
  const {
    variable,
    default: fallback,
    required,
  } = explicit || !parameter
    ? reference
    : { variable: reference.variable, default: parameter.default, required: parameter.required };
  const override = own(profile.parameters, variable);
  if (override !== undefined) return { variable, default: override };
  return {
    variable,
    ...(fallback === undefined ? {} : { default: fallback }),
    ...(required === undefined ? {} : { required }),
  };
}

/** Literal text in which Compose finds no variable. */
export function escapeDollars(text: string): ComposeString {
  return text.replaceAll("$", "$$$$");
}

/** The interpolation of one stack: literal `$` doubled, variables in braces, endpoints as in-network addresses. */
export function interpolationOf(stack: Stack, profile: Profile): Interpolate {
  const services = new Map(stack.services.map((service) => [service.name, service]));

  const endpointAddress = (reference: string, as: string, path: string): string => {
    const [serviceName = "", endpointName = ""] = reference.split("/");
    const endpoint = services.get(serviceName)?.endpoints[endpointName];
    if (!endpoint) throw new Error(`unvalidated stack: no endpoint ${reference}`);
    if (as === "host") return serviceName;
    if (as === "port") return String(endpoint.port);
    const address = `${serviceName}:${endpoint.port}`;
    return as === "address" ? address : `${endpoint.protocol}://${address}${path}`;
  };

  const part = (value: ValuePart): ComposeString => {
    if (typeof value === "string") return escapeDollars(value);
    if ("variable" in value) return braced(meaningOf(stack, profile, value));
    if ("endpoint" in value)
      return escapeDollars(endpointAddress(value.endpoint, value.as ?? "url", value.path ?? ""));
    const consumed = own(stack.consumes, value.consumes);
    if (!consumed) throw new Error(`unvalidated stack: nothing consumed as ${value.consumes}`);
    const url = braced(
      meaningOf(stack, profile, { variable: consumed.variable, required: consumed.message }),
    );
    return url + escapeDollars(value.path ?? "");
  };

  return (value) =>
    typeof value === "object" && "join" in value ? value.join.map(part).join("") : part(value);
}

function braced({ variable, default: fallback, required }: VariableReference): ComposeString {
  if (required !== undefined) return `\${${variable}:?${required}}`;
  return `\${${variable}:-${fallback ?? ""}}`;
}
