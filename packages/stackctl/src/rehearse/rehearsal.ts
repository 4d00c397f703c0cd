import type { X509Certificate } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { Pebble, RunCommand, RunningHaproxy } from "rehearsal";
import type { WebSocket } from "ws";

/** The services that a rehearsal brings up, in this order: each needs those before it. */
export const REHEARSED = ["relay", "aggregator", "faucet"] as const;
export type RehearsedName = (typeof REHEARSED)[number];

/** A service behind HAProxy. The aggregator's container is its HTTP door; the chain behind it is a double. */
export interface RehearsedService {
  readonly domain: string;
  /** Name of the container that has the certificate. */
  readonly container: string;
  /** Name of the volume at `/etc/letsencrypt`. */
  readonly letsencryptVolume: string;
}

/** An answer over TLS. */
export interface TlsAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface TlsRequest {
  /** Default GET. */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Time for the whole answer, ms; default 30,000. */
  readonly timeoutMs?: number;
}

/** What a rehearsal may be asked for; everything has a default. */
export interface RehearsalOptions {
  /** Domains by service; default `<service>.rehearsal.example.org`. */
  readonly domains?: Readonly<Partial<Record<RehearsedName, string>>>;
  /** Delay between a registration and HAProxy's reload, ms; default 2000, as on a production host. */
  readonly reloadDebounce?: number;
  /** Idle life of WebSockets at HAProxy, seconds; without it 30, as on a production host. */
  readonly tunnelTimeout?: number;
  /** Lifetime of the certificates, seconds; default 90 days. */
  readonly certificateSeconds?: number;
  /** Further variables of `run-relay.sh` and `run-faucet.sh`. */
  readonly environment?: Readonly<Partial<Record<RehearsedName, Readonly<Record<string, string>>>>>;
  /** Folder of the checkout; default the one that this code lies in. */
  readonly checkout?: string;
  /** Told about every step as it begins and ends. */
  readonly onStep?: (event: StepEvent) => void;
  /** Aborted: the step at work is given up, and everything is removed. */
  readonly signal?: AbortSignal;
  /** Runs commands; tests give their own. */
  readonly run?: RunCommand;
}

/** One thing that a rehearsal does or proves. */
export interface Step {
  /** Stable name, e.g. `relay.certificate`. */
  readonly id: string;
  /** What is true after it, for people. */
  readonly title: string;
  readonly service?: RehearsedName;
}

export type StepOutcome = "pass" | "fail" | "interrupted";

/** A step that ended. */
export interface StepResult extends Step {
  readonly outcome: StepOutcome;
  /** What was seen, one line. */
  readonly evidence: string;
  /** Duration, ms. */
  readonly ms: number;
}

export type StepEvent =
  | { readonly event: "begin"; readonly step: Step }
  | { readonly event: "waiting"; readonly step: Step; readonly reason: string }
  | { readonly event: "end"; readonly step: StepResult };

/**
 * Relay, aggregator and faucet behind HAProxy with certificates of an ACME server, on Docker networks of their own.
 * Clients on this host connect to `127.0.0.1` at {@link httpsPort} with the domain as SNI and {@link rootPem} as CA;
 * containers on {@link network} reach the domains at 443. Everything is labelled `unicity.rehearsal=<id>`.
 */
export interface Rehearsal extends AsyncDisposable {
  readonly id: string;
  /** Prefix of all names: `unicity-rehearsal-<id>`. */
  readonly project: string;
  /** The network of HAProxy, on which the domains resolve. */
  readonly network: string;
  /** The network on which the services find each other. */
  readonly stackNetwork: string;
  readonly domains: Readonly<Record<RehearsedName, string>>;
  /** Published on 127.0.0.1; another one after HAProxy was recreated or restarted. */
  readonly httpsPort: number;
  readonly httpPort: number;
  /** PEM of the root of all certificates. */
  readonly rootPem: string;
  /** The same as a file. */
  readonly rootFile: string;
  /** Folder of files for this rehearsal; removed with it. */
  readonly folder: string;
  /** File with the key of the registration API, mode 0600. */
  readonly apiKeyFile: string;
  readonly haproxy: RunningHaproxy;
  readonly pebble: Pebble;
  readonly services: Readonly<Record<RehearsedName, RehearsedService>>;
  /** References of the images by name: `relay`, `faucet`, `aggregator-proxy`, `haproxy`, `pebble`, `aggregator-double`. */
  readonly imageReferences: Readonly<Record<string, string>>;
  /** What starting it took, step by step. */
  readonly timeline: readonly StepResult[];
  /** Asks a service over TLS; the certificate is verified. Rejects without an answer in time. */
  request(service: RehearsedName, path: string, request?: TlsRequest): Promise<TlsAnswer>;
  /** The certificate that a client sees for a name, unverified; rejects when the connection ends without one. */
  certificate(domain: string): Promise<X509Certificate>;
  /** An open WebSocket of the package `ws` to a service; the certificate is verified. */
  openWebSocket(service: RehearsedName, path?: string): Promise<WebSocket>;
  /** Runs `run-<service>.sh` again with the same environment, e.g. `["--status"]`; relay and faucet only. */
  runScript(service: "relay" | "faucet", args: readonly string[]): ReturnType<RunCommand>;
  /** Removes everything; safe to repeat. */
  stop(): Promise<void>;
}
