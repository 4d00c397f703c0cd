import { ComposeGenError } from "../../../src/errors.ts";
import {
  type RegistryClient,
  type RegistryOptions,
  registryClient,
} from "../../../src/lock/registry-client.ts";
import { registryTarget } from "../../../src/lock/registry-target.ts";

/** Time of every answer in tests. */
export const NOW = new Date("2030-01-02T03:04:05.678Z");

/** Options that never wait; `waits` are the milliseconds that were asked for. */
export function testOptions(change: Partial<RegistryOptions> = {}) {
  const waits: number[] = [];
  const options: RegistryOptions = {
    fetch: globalThis.fetch,
    timeout: 60_000,
    maxBytes: 4 * 1024 * 1024,
    findCredentials: () => undefined,
    now: () => NOW,
    wait: async (milliseconds) => waits.push(milliseconds),
    ...change,
  };
  return { ...options, waits };
}

/** A client for `repository` (with its host). */
export function testClient(
  repository: string,
  change: Partial<RegistryOptions> = {},
  env = {},
): RegistryClient {
  return registryClient(registryTarget(repository, env), testOptions(change));
}

/** The error that a promise ends with. */
export async function errorOf(promise: Promise<unknown>): Promise<ComposeGenError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof ComposeGenError) return error;
  throw error ?? new Error("nothing was refused");
}
