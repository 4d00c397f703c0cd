import { readFileSync } from "node:fs";
import type { InstancePaths } from "../../instance/folders.ts";
import { composeFiles, sha256 } from "./files/rendered.ts";
import type { ContainerPlan } from "./plan.ts";

/**
 * SHA-256 over all that containers are made from: files, overrides, variables, ports and the images themselves. While it
 * stays the same and everything runs, there is nothing to do.
 */
export function fingerprint(
  paths: InstancePaths,
  { parts, variables }: ContainerPlan,
  ports: Readonly<Record<string, number>>,
  images: ReadonlyMap<string, string>,
): string {
  const files = parts.map(({ stack, text, project }) => {
    const { override } = composeFiles(paths, stack.name);
    return [project, text, override ? readFileSync(override, "utf8") : null];
  });
  return sha256(JSON.stringify([files, sorted(variables), sorted(ports), [...images].sort()]));
}

function sorted(values: Readonly<Record<string, unknown>>): [string, unknown][] {
  return Object.entries(values).sort(([left], [right]) => (left < right ? -1 : 1));
}
