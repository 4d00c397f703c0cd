import type { RawCompose } from "../../model/raw-compose.ts";
import type { Stack } from "../../model/stack.ts";
import type { RawKey } from "../subject.ts";
import { harmlessPart } from "./harmless-keys.ts";

/** Every raw Compose key that a stack and its services merge in, each once, with whether it is known to be harmless. */
export function rawKeysOf(stack: Stack): RawKey[] {
  const { services, ...rest } = stack.compose ?? {};
  const ofServices = [
    ...stack.services.map((service) => [service.name, service.compose] as const),
    ...Object.entries(isObject(services) ? services : {}),
  ];
  const keys = [
    ...ofServices.flatMap(([service, patch]) =>
      leaves(patch).map((steps): RawKey => {
        const harmless = harmlessPart("service", steps);
        const path = ["services", service, ...(harmless ?? steps.slice(0, 1))];
        return { service, path, harmless: harmless !== undefined };
      }),
    ),
    ...leaves(rest).map((steps): RawKey => {
      const harmless = harmlessPart("file", steps);
      return { path: harmless ?? steps.slice(0, 3), harmless: harmless !== undefined };
    }),
  ];
  return [...new Map(keys.map((key) => [JSON.stringify(key), key])).values()];
}

/** The steps to every value of a patch that is no object with members. */
function leaves(patch: unknown): string[][] {
  if (!isObject(patch)) return [];
  return Object.entries(patch).flatMap(([key, value]) => {
    const inside = leaves(value);
    return inside.length > 0 ? inside.map((steps) => [key, ...steps]) : [[key]];
  });
}

function isObject(value: unknown): value is RawCompose {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
