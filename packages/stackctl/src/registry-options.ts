import { setTimeout as delay } from "node:timers/promises";
import {
  dockerCredentials,
  MAX_BODY_BYTES,
  type RegistryOptions,
} from "@unicity-sphere/compose-gen/registry";

/**
 * How this command asks registries: with the logins of Docker's configuration, until the reader interrupts.
 *
 * @param timeout ms, for one answer
 */
export function registryOptions(
  env: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
  timeout: number,
): RegistryOptions {
  return {
    fetch: (input, init) => fetch(input, { ...init, signal: either(signal, init?.signal) }),
    timeout,
    maxBytes: MAX_BODY_BYTES,
    findCredentials: dockerCredentials(env),
    now: () => new Date(),
    wait: (milliseconds) => delay(milliseconds, undefined, { signal }),
  };
}

const either = (first: AbortSignal, second: AbortSignal | null | undefined) =>
  AbortSignal.any([first, ...(second ? [second] : [])]);
