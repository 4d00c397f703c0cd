import type { RawCompose } from "../../model/raw-compose.ts";
import type { Stack } from "../../model/stack.ts";
import type { LintFacts } from "../subject.ts";

/** Every raw Compose key that a stack and its services merge in. */
export function rawKeysOf(stack: Stack): NonNullable<LintFacts["rawKeys"]> {
  const ofServices = stack.services.flatMap((service) => keysOfService(service.name, service.compose));
  const { services, ...rest } = stack.compose ?? {};
  const ofStack = Object.entries(isObject(services) ? services : {}).flatMap(([name, patch]) =>
    isObject(patch) ? keysOfService(name, patch) : [{ service: name, path: ["services", name] }],
  );
  return [...ofServices, ...ofStack, ...Object.keys(rest).map((key) => ({ path: [key] }))];
}

function keysOfService(service: string, patch: RawCompose | undefined) {
  return Object.keys(patch ?? {}).map((key) => ({ service, path: ["services", service, key] }));
}

function isObject(value: unknown): value is RawCompose {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
