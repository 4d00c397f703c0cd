import type { RawCompose } from "../model/raw-compose.ts";
import type { Stack } from "../model/stack.ts";
import { pathText } from "../path-text.ts";
import { mergePatch } from "../plan/merge-patch.ts";
import { schemaMistakes } from "./compose-schema.ts";
import type { Problems } from "./problems.ts";

/** Raw Compose keys of a stack and its services are keys of the Compose specification with values of their kind. */
export function checkRawCompose(stack: Stack, problems: Problems): void {
  for (const service of stack.services) {
    const { name, compose } = service;
    if (!compose) continue;
    const path = `services.${name}.compose`;
    refuseForeignFiles(compose, path, problems);
    if (compose.network_mode && service.networks.length > 0)
      problems.add(`${path}.network_mode`, "excludes networks: give the service `networks: []`");
    check({ services: { [name]: compose } }, 2, path, problems);
  }
  if (!stack.compose) return;
  const { include, services } = stack.compose;
  if (include) problems.add("compose.include", foreignFile);
  if (services === null) problems.add("compose.services", "would remove every service: leave it out");
  if (isObject(services))
    for (const [name, patch] of Object.entries(services)) {
      const path = `compose.services.${name}`;
      if (!stack.services.some((service) => service.name === name))
        problems.add(path, "is no service of the stack: define it there");
      if (patch === null) problems.add(path, "would remove the service: leave it out of the stack");
      else if (isObject(patch)) refuseForeignFiles(patch, path, problems);
    }
  check(stack.compose, 0, "compose", problems);
}

const foreignFile =
  "reads another file, which nothing here can check: write it in overrides/<stack>.yml, the second -f";

/** Keys that bring in what other files say. */
function refuseForeignFiles(patch: RawCompose, path: string, problems: Problems): void {
  for (const key of ["extends", "env_file", "label_file"])
    if (patch[key]) problems.add(`${path}.${key}`, foreignFile);
}

function isObject(value: unknown): value is RawCompose {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** @param depth how many steps of the file lead to the patch itself */
function check(file: RawCompose, depth: number, path: string, problems: Problems): void {
  // What a patch removes is not part of the file that is checked.
  for (const { path: steps, message, advice } of schemaMistakes(mergePatch({}, file))) {
    const inside = steps.length > depth ? `.${pathText(steps.slice(depth))}` : "";
    problems.add(`${path}${inside}`, advice === undefined ? message : `${message}. ${advice}`);
  }
}
