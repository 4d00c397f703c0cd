import { connectControl, type StackControl } from "./control.ts";
import type { Endpoints } from "./endpoints.ts";
import { endpointsOf } from "./endpoints.ts";
import type { Variables } from "./environment.ts";
import { E2eError } from "./errors.ts";
import { type Amount, type Funded, requestFunds } from "./fund.ts";
import { restartService } from "./restart.ts";
import type { BackendName, ServiceName } from "./services.ts";
import { runText, type Stackctl } from "./stackctl.ts";
import { readTrustBase, type TrustBase } from "./trust-base.ts";

/** A funded test wallet. Its mnemonic is public and the same on every machine. */
export interface Account {
  index: number;
  mnemonic: string;
  /** 66 hex. */
  chainPubkey: string;
  /** `DIRECT://…` */
  directAddress: string;
  /** 64 hex. */
  nostrPubkey: string;
  /** Amounts in human units. */
  funded: { coin: string; amount: string }[];
}

/** A stack that runs. Faults, rounds and snapshots are those of the embedded one. */
export interface RunningStack extends StackControl {
  /** Name under which `npx @unicity-sphere/stackctl … --instance` knows it. */
  readonly instance: string;
  /** How stackctl's command is run for it. */
  readonly stackctl: Stackctl;
  readonly backend: BackendName;
  /** Folder of the instance. */
  readonly folder: string;
  readonly endpoints: Endpoints;
  /** Variables for programs that use it. */
  readonly env: Variables;
  /** @throws E2eError `TRUST_BASE_UNREADABLE`, `SERVICE_NOT_STARTED` */
  readonly trustBase: TrustBase;
  /** The wallets that `accounts` has asked for. */
  readonly accounts: readonly Account[];
  /** Sends test coins. @param coin name or symbol, default `UCT` @throws E2eError `FUND_REFUSED` */
  fund(recipient: string, amount: Amount, coin?: string): Promise<Funded>;
  /** The last lines of one service, or of all. @param lines of each, default 200 */
  logs(service?: ServiceName, lines?: number): Promise<string>;
  /**
   * Stops one service and brings it back on its port; resolves when its checks pass, or, where one that it uses keeps on
   * failing, when it listens. Faults of the others and the mode of rounds stay; its own faults end with it.
   */
  restart(service: ServiceName): Promise<void>;
}

/** What a running stack is made from. */
export interface StackParts {
  stackctl: Stackctl;
  backend: BackendName;
  folder: string;
  variables: Variables;
  accounts: readonly Account[];
}

export function runningStack({ stackctl, backend, folder, variables, accounts }: StackParts): RunningStack {
  const endpoints = endpointsOf(variables);
  let connected: StackControl | undefined;
  const control = () => {
    if (backend !== "embedded") throw notEmbedded();
    connected ??= connectControl(folder);
    return connected;
  };
  return {
    instance: stackctl.instance,
    stackctl,
    backend,
    folder,
    endpoints,
    env: variables,
    accounts,
    get trustBase() {
      return readTrustBase(endpoints.aggregator.trustBasePath);
    },
    fund: async (recipient, amount, coin = "UCT") =>
      requestFunds(endpoints.faucet.requestUrl, recipient, amount, coin),
    logs: (service, lines = 200) =>
      runText(stackctl, "logs", ...(service ? [service] : []), "--lines", String(lines)),
    restart: (service) => restartService(stackctl, service, backend === "embedded" ? control() : undefined),
    fault: async (service, fault) => control().fault(service, fault),
    clearFaults: async (service) => control().clearFaults(service),
    setRounds: async (mode) => control().setRounds(mode),
    getRounds: async () => control().getRounds(),
    nextRound: async () => control().nextRound(),
    snapshot: async () => control().snapshot(),
    revert: async (id) => control().revert(id),
    forget: async (id) => control().forget(id),
  };
}

function notEmbedded(): E2eError {
  return new E2eError({
    code: "EMBEDDED_ONLY",
    what: "Faults, rounds and snapshots are those of the embedded stack; this one runs in containers.",
    next: "Run this test with the backend `embedded`.",
  });
}
