import { VARIABLES, type Variables } from "./environment.ts";
import { E2eError } from "./errors.ts";
import { SERVICES, type ServiceName } from "./services.ts";

export interface RelayEndpoint {
  /** `ws://` */
  url: string;
}

export interface AggregatorEndpoint {
  /** JSON-RPC, `http://` */
  url: string;
  /** File with the trust base. */
  trustBasePath: string;
  /** The same over HTTP; absent where the aggregator does not serve it. */
  trustBaseUrl?: string;
}

export interface FaucetEndpoint {
  /** Base URL, `http://` */
  url: string;
  /** `POST` of a request, path included. */
  requestUrl: string;
  /** 66 hex, for requests by direct message. */
  chainPubkey: string;
  /** The coins that it knows, in the form of the published token registry. */
  registryUrl: string;
}

/** Where the services listen. Asking for one that was not started is an error that says so. */
export interface Endpoints {
  readonly relay: RelayEndpoint;
  readonly aggregator: AggregatorEndpoint;
  readonly faucet: FaucetEndpoint;
  has(service: ServiceName): boolean;
}

/** Path of the token registry that the faucet serves. */
const REGISTRY_PATH = "/registry/unicity-ids.testnet.json";

/** The endpoints that these variables name; an empty one is as good as none. Members throw `SERVICE_NOT_STARTED` for what they do not. */
export function endpointsOf(variables: Variables): Endpoints {
  const value = (service: ServiceName, name: string) => {
    const found = variables[name];
    if (found) return found;
    throw notStarted(service, variables);
  };
  return {
    has: (service) => hasService(variables, service),
    get relay() {
      return { url: value("relay", "SPHERE_NOSTR_RELAYS") };
    },
    get aggregator() {
      const url = value("aggregator", "SPHERE_AGGREGATOR_URL");
      const trustBasePath = value("aggregator", "SPHERE_TRUST_BASE_PATH");
      const trustBaseUrl = variables.SPHERE_TRUSTBASE_URL;
      return { url, trustBasePath, ...(trustBaseUrl && { trustBaseUrl }) };
    },
    get faucet() {
      const requestUrl = value("faucet", "E2E_LOCAL_FAUCET_URL");
      const url = new URL(requestUrl).origin;
      const chainPubkey = value("faucet", "E2E_LOCAL_FAUCET_PUBKEY");
      return { url, requestUrl, chainPubkey, registryUrl: `${url}${REGISTRY_PATH}` };
    },
  };
}

function hasService(variables: Variables, service: ServiceName): boolean {
  return VARIABLES[service].some((name) => variables[name]);
}

function notStarted(service: ServiceName, variables: Variables): E2eError {
  const known = SERVICES.filter((name) => hasService(variables, name));
  return new E2eError({
    code: "SERVICE_NOT_STARTED",
    what: `This stack has no ${service}.`,
    evidence: `it has: ${known.join(", ") || "nothing"}`,
    next: `Start it with the ${service}: \`services: [..., "${service}"]\`, or E2E_LOCAL_AGGREGATOR=1 for all three.`,
  });
}
