import type { RawCompose } from "../model/raw-compose.ts";
import type { Stack } from "../model/stack.ts";
import { pathText } from "../path-text.ts";
import { mergePatch } from "../plan/merge-patch.ts";
import { schemaMistakes } from "./compose-schema.ts";
import type { Problems } from "./problems.ts";

/** Raw Compose keys of a stack and its services are keys of the Compose specification with values of their kind. */
export function checkRawCompose(stack: Stack, problems: Problems): void {
  for (const { name, compose } of stack.services)
    if (compose) check({ services: { [name]: compose } }, 2, `services.${name}.compose`, problems);
  if (stack.compose) check(stack.compose, 0, "compose", problems);
}

/** @param depth how many steps of the file lead to the patch itself */
function check(file: RawCompose, depth: number, path: string, problems: Problems): void {
  // What a patch removes is not part of the file that is checked.
  for (const { path: steps, message, advice } of schemaMistakes(mergePatch({}, file))) {
    const inside = steps.length > depth ? `.${pathText(steps.slice(depth))}` : "";
    problems.add(`${path}${inside}`, advice === undefined ? message : `${message}. ${advice}`);
  }
}
