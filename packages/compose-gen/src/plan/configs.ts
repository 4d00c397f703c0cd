import type { File } from "../model/mount.ts";
import type { Service } from "../model/service.ts";
import type { Stack } from "../model/stack.ts";
import type { ComposeFile } from "./compose-file.ts";
import type { Interpolate } from "./interpolation.ts";

/** Name of the Compose config that holds a file: `<service>.<path with dots>`, unique as paths in a service are. */
export function configName(service: Service, file: File): string {
  const path = file.path
    .slice(1)
    .replace(/[^A-Za-z0-9_-]/g, (character) =>
      character === "/" ? "." : `-${(character.codePointAt(0) ?? 0).toString(16)}-`,
    );
  return `${service.name}.${path}`;
}

/** The inline files of all services as Compose configs; `undefined` when there are none. */
export function planConfigs(stack: Stack, interpolate: Interpolate): ComposeFile["configs"] {
  const configs: Record<string, { content: string }> = {};
  for (const service of stack.services)
    for (const file of service.files)
      configs[configName(service, file)] = { content: interpolate(file.content) };
  return Object.keys(configs).length > 0 ? configs : undefined;
}
