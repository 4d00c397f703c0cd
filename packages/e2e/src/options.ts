import type { RoundsMode } from "./control.ts";
import { E2eError } from "./errors.ts";
import { BACKENDS, type BackendName, SERVICES, type ServiceName } from "./services.ts";

/** What a stack is to be like; every member has a default. */
export interface StackOptions {
  /** Default: all three. */
  services?: readonly ServiceName[];
  /** Default `embedded`: no container engine is needed. */
  backend?: BackendName;
  /** The SDK version that tests use, e.g. `0.6.14`; default the line that this version is made for. */
  sdk?: string;
  /**
   * True keeps the state for the next run in this folder, under a name of the project's own; a name keeps it under
   * that. Default false: each stack is new, and is wiped at its end.
   */
  keepState?: boolean | string;
  /** First of three ports on loopback; default free ones. */
  ports?: number;
  /** Number of funded test wallets with fixed, public mnemonics. Default 0. */
  accounts?: number;
  /** Rounds of the aggregator, of `embedded` only. Default `automatic`. */
  rounds?: RoundsMode;
  /** Image key → reference that replaces it, of `docker` only. */
  images?: Readonly<Record<string, string>>;
  /** Where the faucet finds an aggregator, when the stack has none. */
  aggregator?: OutsideAggregator;
  /** Default `process.env`. */
  env?: NodeJS.ProcessEnv;
  /** Folder of the project that the stack is for; default the current one. */
  project?: string;
}

/** An aggregator that is no part of the stack. */
export interface OutsideAggregator {
  url: string;
  /** File that wallets on this host verify with. */
  trustBasePath: string;
  /** The same over HTTP; containers need it. */
  trustBaseUrl?: string;
}

/** @throws E2eError `OPTION_INVALID` */
export function checkOptions(options: StackOptions): void {
  const { services = SERVICES, backend = "embedded", ports = 0, accounts = 0, images, rounds } = options;
  const wrong = services.find((name) => !SERVICES.includes(name));
  if (wrong !== undefined) throw invalid(`There is no service "${wrong}".`, `Known: ${SERVICES.join(", ")}.`);
  if (services.length === 0) throw invalid("`services` names none.", `Known: ${SERVICES.join(", ")}.`);
  if (!BACKENDS.includes(backend))
    throw invalid(`There is no backend "${backend}".`, `Known: ${BACKENDS.join(", ")}.`);
  if (!Number.isInteger(ports) || ports < 0 || ports > 65_533)
    throw invalid(`\`ports\` is no first of three ports: ${ports}.`, "Leave it out for free ports.");
  if (!Number.isInteger(accounts) || accounts < 0 || accounts > 100)
    throw invalid(`\`accounts\` is no number from 0 to 100: ${accounts}.`, "Name a smaller number.");
  if (accounts > 0 && !services.includes("faucet"))
    throw invalid("Test wallets are funded by the faucet.", 'Add "faucet" to `services`.');
  if (backend === "embedded" && Object.keys(images ?? {}).length > 0)
    throw invalid("`images` are for containers.", 'Add `backend: "docker"`.');
  if (backend === "docker" && rounds !== undefined)
    throw invalid("`rounds` is for the embedded stack.", "Leave it out.");
  if (services.includes("faucet") && !services.includes("relay"))
    throw invalid("The faucet delivers through the relay.", 'Add "relay" to `services`.');
  if (services.includes("faucet") && !services.includes("aggregator") && !options.aggregator)
    throw invalid(
      "The faucet mints on an aggregator.",
      'Add "aggregator" to `services`, or say where one is: `aggregator: { url, trustBasePath }`.',
    );
  refuseOutOfReach(backend, options.aggregator);
}

/** Inside a container loopback is the container itself, and a file of this host is not there. */
function refuseOutOfReach(backend: BackendName, aggregator: OutsideAggregator | undefined): void {
  if (backend !== "docker" || aggregator === undefined) return;
  const { url, trustBaseUrl } = aggregator;
  if (trustBaseUrl === undefined)
    throw invalid(
      "The faucet's container needs the trust base over HTTP.",
      "Name it too: `trustBaseUrl`, or SPHERE_TRUSTBASE_URL.",
    );
  const where = [url, trustBaseUrl].find(isLoopback);
  if (where === undefined) return;
  throw new E2eError({
    code: "AGGREGATOR_OUT_OF_REACH",
    what: "The faucet's container cannot reach an aggregator, or a trust base, on loopback of this host.",
    where,
    next: "Run the aggregator in the same stack (E2E_LOCAL_AGGREGATOR=1), or use the backend `embedded`.",
  });
}

function isLoopback(url: string): boolean {
  return URL.canParse(url) && /^(localhost|127\..*|\[::1\])$/.test(new URL(url).hostname);
}

function invalid(what: string, next: string): E2eError {
  return new E2eError({ code: "OPTION_INVALID", what, where: "startStack()", next });
}
