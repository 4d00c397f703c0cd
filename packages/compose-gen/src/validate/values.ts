import type { Stack } from "../model/stack.ts";
import type { Value, ValuePart } from "../model/value.ts";

/** One part of a value with its path in the stack. */
export interface PlacedPart {
  path: string;
  /** Name of the service that holds it, if one does. */
  service?: string;
  part: ValuePart;
}

/** Every value of a stack, taken apart, in definition order. */
export function valuesOf(stack: Stack): PlacedPart[] {
  const found: PlacedPart[] = [];
  const add = (path: string, value: Value | undefined, service?: string) => {
    if (value === undefined) return;
    const parts = typeof value === "object" && "join" in value ? value.join : [value];
    for (const part of parts) found.push({ path, part, ...(service === undefined ? {} : { service }) });
  };
  for (const service of stack.services) {
    const { runtime, name } = service;
    const at = `services.${name}`;
    for (const [index, item] of (runtime.entrypoint ?? []).entries())
      add(`${at}.runtime.entrypoint[${index}]`, item, name);
    for (const [index, item] of (runtime.command ?? []).entries())
      add(`${at}.runtime.command[${index}]`, item, name);
    for (const [key, item] of Object.entries(runtime.environment))
      add(`${at}.runtime.environment.${key}`, item, name);
    for (const [key, item] of Object.entries(runtime.labels)) add(`${at}.runtime.labels.${key}`, item, name);
    for (const [index, file] of service.files.entries())
      add(`${at}.files[${index}].content`, file.content, name);
    if (service.kind === "service" && service.health) {
      const { health } = service;
      if ("command" in health) for (const item of health.command) add(`${at}.health.command`, item, name);
      if ("shell" in health) add(`${at}.health.shell`, health.shell, name);
    }
  }
  for (const [key, secret] of Object.entries(stack.secrets)) add(`secrets.${key}.file`, secret.file);
  for (const [key, network] of Object.entries(stack.networks)) add(`networks.${key}.name`, network.name);
  for (const [key, volume] of Object.entries(stack.volumes)) add(`volumes.${key}.name`, volume.name);
  return found;
}
