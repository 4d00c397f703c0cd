import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import schema from "../../node_modules/dclint/schemas/compose.schema.json" with { type: "json" };
import { suggestion } from "../suggest.ts";

/** A place where a Compose file leaves the schema of the Compose specification. */
export interface SchemaMistake {
  /** Steps to the value that is wrong, or to what holds the unknown key. */
  path: (string | number)[];
  /** The key that the specification does not have. */
  unknownKey?: string;
  /** What is wrong, e.g. `must be string or array in the Compose specification`. */
  message: string;
  /** What was probably meant. */
  advice?: string;
}

let compiled: ValidateFunction | undefined;

/** Every mistake of a parsed Compose file, one for each value that is wrong; none means that Compose accepts its form. */
export function schemaMistakes(file: unknown): SchemaMistake[] {
  compiled ??= new Ajv({ allErrors: true, strict: false, validateSchema: false, verbose: true }).compile(
    schema,
  );
  if (compiled(file)) return [];
  const byPlace = new Map<string, ErrorObject[]>();
  for (const error of compiled.errors ?? [])
    if (error.keyword !== "oneOf" && error.keyword !== "anyOf")
      byPlace.set(error.instancePath, [...(byPlace.get(error.instancePath) ?? []), error]);
  return [...byPlace].flatMap(([place, errors]) => mistakesAt(place, errors, [...byPlace.keys()]));
}

/** Of several permitted forms each one complains: those that the value does not try to be are left out. */
function mistakesAt(
  place: string,
  errors: readonly ErrorObject[],
  places: readonly string[],
): SchemaMistake[] {
  const path = place.split("/").slice(1).map(unescapeStep);
  const inside = errors.filter(({ keyword }) => keyword !== "type");
  if (inside.length > 0) return inside.map((error) => ({ path, ...describe(error) }));
  if (places.some((other) => other.startsWith(`${place}/`))) return [];
  const kinds = [...new Set(errors.flatMap(({ params }) => params.type as string | string[]))];
  return [{ path, message: `must be ${listed(kinds)} in the Compose specification` }];
}

function describe({ keyword, message = "is refused", params, parentSchema }: ErrorObject) {
  if (keyword !== "additionalProperties") return { message: `${message} in the Compose specification` };
  const unknownKey = params.additionalProperty as string;
  const { properties = {}, patternProperties = {} } = parentSchema as {
    properties?: object;
    patternProperties?: object;
  };
  const isNamed = Object.keys(patternProperties).some((pattern) => pattern !== "^x-");
  return isNamed && Object.keys(properties).length === 0
    ? {
        unknownKey,
        message: `unaccepted name "${unknownKey}"`,
        advice: "A name is made of letters, digits, `.`, `_` and `-`.",
      }
    : {
        unknownKey,
        message: `unknown Compose key "${unknownKey}"`,
        advice: suggestion(unknownKey, Object.keys(properties)),
      };
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}

/** A step of a JSON Pointer (RFC 6901). */
function unescapeStep(step: string): string | number {
  const text = step.replaceAll("~1", "/").replaceAll("~0", "~");
  return /^[0-9]+$/.test(text) ? Number(text) : text;
}
