import { E2eError } from "./errors.ts";
import { BACKENDS, type BackendName, type ServiceName } from "./services.ts";

/** What the variables of a test run ask for. */
export interface Mode {
  services: readonly ServiceName[];
  backend: BackendName;
  sdk?: string;
  /** First of three ports; absent for free ones. */
  ports?: number;
  images: Readonly<Record<string, string>>;
  /** The state stays for the next run of this project. */
  keepState: boolean;
  /** A stack whose tests failed goes on running. */
  keepFailed: boolean;
  /** What the reader should know of how the variables were understood. */
  notes: readonly string[];
}

/** Variables that choose and their meaning, for the README and for errors. */
export const MODE_VARIABLES = {
  E2E_LOCAL_AGGREGATOR: "1: relay, aggregator and faucet of the run's own",
  E2E_LOCAL_INFRA: "1: relay and faucet; the faucet mints on another aggregator",
  E2E_LOCAL_BACKEND: "embedded (default) or docker",
  E2E_LOCAL_INFRA_NO_FAUCET: "1: without the faucet",
  E2E_LOCAL_INFRA_WIPE: "1: state is never kept (the default)",
  E2E_KEEP_STATE: "1: the state stays for the next run of this folder",
  E2E_KEEP_FAILED: "1: a stack whose tests failed goes on running; on Jest and Playwright any",
  E2E_LOCAL_SDK: "the SDK version that the tests use, e.g. 0.6.14",
  E2E_LOCAL_PORT_BASE: "first of three ports; default free ones",
  E2E_LOCAL_IMAGES: "images of containers to replace: relay=REFERENCE,faucet=REFERENCE",
} as const;

/**
 * What the environment asks for. `E2E_LOCAL_AGGREGATOR` wins over `E2E_LOCAL_INFRA`, which it includes.
 *
 * @returns undefined when neither is set
 * @throws E2eError `VARIABLE_INVALID`, `FLAGS_EXCLUDE`
 */
export function readMode(env: NodeJS.ProcessEnv): Mode | undefined {
  const all = flag(env, "E2E_LOCAL_AGGREGATOR");
  const infra = flag(env, "E2E_LOCAL_INFRA");
  if (!all && !infra) return undefined;
  const faucet: readonly ServiceName[] = flag(env, "E2E_LOCAL_INFRA_NO_FAUCET") ? [] : ["faucet"];
  const keepState = flag(env, "E2E_KEEP_STATE");
  if (keepState && flag(env, "E2E_LOCAL_INFRA_WIPE")) throw flagsExclude();
  const backend = backendOf(env);
  const ports = portsOf(env);
  return {
    services: all ? ["relay", "aggregator", ...faucet] : ["relay", ...faucet],
    backend,
    ...(env.E2E_LOCAL_SDK && { sdk: env.E2E_LOCAL_SDK }),
    ...(ports !== undefined && { ports }),
    images: imagesOf(env, backend),
    keepState,
    keepFailed: flag(env, "E2E_KEEP_FAILED"),
    notes:
      all && infra ? ["E2E_LOCAL_INFRA and E2E_LOCAL_AGGREGATOR are both set: the latter includes it."] : [],
  };
}

function flag(env: NodeJS.ProcessEnv, name: keyof typeof MODE_VARIABLES): boolean {
  const value = env[name] ?? "";
  if (["1", "true"].includes(value)) return true;
  if (["", "0", "false"].includes(value)) return false;
  throw invalid(name, value, "1 or 0");
}

function backendOf(env: NodeJS.ProcessEnv): BackendName {
  const value = env.E2E_LOCAL_BACKEND || "embedded";
  const backend = BACKENDS.find((name) => name === value);
  if (backend) return backend;
  throw invalid("E2E_LOCAL_BACKEND", value, BACKENDS.join(" or "));
}

function portsOf(env: NodeJS.ProcessEnv): number | undefined {
  const value = env.E2E_LOCAL_PORT_BASE;
  if (!value) return undefined;
  if (/^\d{1,5}$/.test(value) && Number(value) <= 65_533) return Number(value);
  throw invalid("E2E_LOCAL_PORT_BASE", value, "0, or 1024 to 65533");
}

function imagesOf(env: NodeJS.ProcessEnv, backend: BackendName): Record<string, string> {
  const pairs = (env.E2E_LOCAL_IMAGES ?? "").split(/[\s,]+/).filter(Boolean);
  if (pairs.length > 0 && backend === "embedded")
    throw invalid("E2E_LOCAL_IMAGES", pairs.join(","), "nothing, unless E2E_LOCAL_BACKEND=docker");
  return Object.fromEntries(
    pairs.map((pair) => {
      const [, key, reference] = /^([a-z0-9][a-z0-9_-]*)=(.+)$/.exec(pair) ?? [];
      if (key && reference) return [key, reference];
      throw invalid("E2E_LOCAL_IMAGES", pair, "KEY=REFERENCE");
    }),
  );
}

function invalid(name: keyof typeof MODE_VARIABLES, value: string, known: string): E2eError {
  return new E2eError({
    code: "VARIABLE_INVALID",
    what: `${name} does not say what it could: it is "${value}".`,
    where: "environment",
    next: `Set it to ${known}. It means: ${MODE_VARIABLES[name]}.`,
  });
}

function flagsExclude(): E2eError {
  return new E2eError({
    code: "FLAGS_EXCLUDE",
    what: "E2E_KEEP_STATE and E2E_LOCAL_INFRA_WIPE ask for opposite things; nothing was started or deleted.",
    where: "environment",
    next: "Unset one of them.",
  });
}
