import { E2eError } from "./errors.ts";
import type { ServiceName } from "./services.ts";

/** Names and values of variables. */
export type Variables = Readonly<Record<string, string>>;

/** Variables that programs find each service by; nothing ever switches verification off. */
export const VARIABLES = {
  relay: ["SPHERE_NOSTR_RELAYS"],
  aggregator: ["SPHERE_AGGREGATOR_URL", "SPHERE_TRUST_BASE_PATH", "SPHERE_TRUSTBASE_URL"],
  faucet: ["E2E_LOCAL_FAUCET_PUBKEY", "E2E_LOCAL_FAUCET_URL"],
} as const satisfies Record<ServiceName, readonly string[]>;

/** Name of the instance that a run has started, for `currentStack` in its workers. */
export const INSTANCE_VARIABLE = "E2E_LOCAL_INSTANCE";

/** The variables of these services, in their order. */
export function variablesOf(services: readonly ServiceName[]): string[] {
  return services.flatMap((service) => [...VARIABLES[service]]);
}

/** @throws E2eError `VARIABLES_MISSING` when one of these services could not be found by its variables */
export function requireVariables(
  services: readonly ServiceName[],
  variables: Variables,
  where: string,
): void {
  const missing = [...variablesOf(services), INSTANCE_VARIABLE].filter((name) => !variables[name]);
  if (missing.length === 0) return;
  throw new E2eError({
    code: "VARIABLES_MISSING",
    what: `The stack came up without telling how ${services.join(", ")} are found.`,
    where,
    evidence: `missing: ${missing.join(", ")}`,
    cause: "Packages of different versions are installed side by side.",
    next: "Install @unicity-sphere/e2e and @unicity-sphere/stackctl in one version.",
  });
}

/**
 * Sets variables in an environment.
 *
 * @returns a function that puts back what was there before
 */
export function setVariables(env: NodeJS.ProcessEnv, variables: Variables): () => void {
  const before = Object.keys(variables).map((name) => [name, env[name]] as const);
  Object.assign(env, variables);
  return () => {
    for (const [name, value] of before) {
      if (value === undefined) delete env[name];
      else env[name] = value;
    }
  };
}
