import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import schema from "../../node_modules/dclint/schemas/compose.schema.json" with { type: "json" };
import type { RawCompose } from "../model/raw-compose.ts";
import type { Stack } from "../model/stack.ts";
import { pathText } from "../path-text.ts";
import { mergePatch } from "../plan/merge-patch.ts";
import { suggestion } from "../suggest.ts";
import type { Problems } from "./problems.ts";

let compiled: ValidateFunction | undefined;

/** Raw Compose keys of a stack and its services are keys of the Compose specification with values of their kind. */
export function checkRawCompose(stack: Stack, problems: Problems): void {
  for (const { name, compose } of stack.services)
    if (compose) check({ services: { [name]: compose } }, 2, `services.${name}.compose`, problems);
  if (stack.compose) check(stack.compose, 0, "compose", problems);
}

/** @param depth how many steps of the file lead to the patch itself */
function check(file: RawCompose, depth: number, path: string, problems: Problems): void {
  compiled ??= new Ajv({ allErrors: true, strict: false, validateSchema: false, verbose: true }).compile(
    schema,
  );
  // What a patch removes is not part of the file that is checked.
  if (compiled(mergePatch({}, file))) return;
  for (const error of compiled.errors ?? []) {
    if (error.keyword === "oneOf" || error.keyword === "anyOf") continue;
    const steps = error.instancePath.split("/").slice(1 + depth);
    const inside = steps.length > 0 ? `.${pathText(steps.map(unescapeStep))}` : "";
    problems.add(`${path}${inside}`, describe(error));
  }
}

function describe({ keyword, message = "is refused", params, parentSchema }: ErrorObject): string {
  if (keyword !== "additionalProperties") return `${message} in the Compose specification`;
  const known = Object.keys((parentSchema as { properties?: object }).properties ?? {});
  return `unknown Compose key "${params.additionalProperty}". ${suggestion(params.additionalProperty, known)}`;
}

/** A step of a JSON Pointer (RFC 6901). */
function unescapeStep(step: string): string | number {
  const text = step.replaceAll("~1", "/").replaceAll("~0", "~");
  return /^[0-9]+$/.test(text) ? Number(text) : text;
}
