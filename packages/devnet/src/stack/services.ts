import { join } from "node:path";

/** Ports of the three services, the same everywhere. */
export const STACK_PORTS = { relay: 7777, aggregator: 11003, faucet: 11004 } as const;

export type StackServiceName = keyof typeof STACK_PORTS;

/** What the stack is told; everything else has its place in the data folder. */
export interface StackSettings {
  /** Address that all services bind. */
  host: string;
  /** Folder of all state. */
  dataDir: string;
  /** Mnemonic of the faucet; undefined keeps a random one in the data folder. */
  mnemonicFile?: string | undefined;
  /** Address of the faucet for clients; undefined takes each client's own. */
  faucetUrl?: string | undefined;
}

/** One service of the stack as arguments of `unicity-devnet`. */
export interface StackService {
  name: StackServiceName;
  args: readonly string[];
}

/** The services of one stack. They may start in any order: the faucet waits for the other two. */
export function stackServices(settings: StackSettings): StackService[] {
  const { host, dataDir, mnemonicFile, faucetUrl } = settings;
  const service = (name: StackServiceName, ...more: string[]): StackService => ({
    name,
    args: [
      ...[name, "--host", host, "--port", String(STACK_PORTS[name])],
      ...["--data-dir", join(dataDir, name), ...more],
    ],
  });
  return [
    service("relay"),
    service("aggregator"),
    service(
      "faucet",
      ...["--relay-url", `ws://127.0.0.1:${STACK_PORTS.relay}`],
      ...["--aggregator-url", `http://127.0.0.1:${STACK_PORTS.aggregator}`],
      ...["--trust-base", join(dataDir, "aggregator", "trust-base.json")],
      ...(mnemonicFile === undefined
        ? ["--mnemonic-file", join(dataDir, "faucet-mnemonic"), "--create-mnemonic"]
        : ["--mnemonic-file", mnemonicFile]),
      ...(faucetUrl === undefined ? [] : ["--public-url", faucetUrl]),
    ),
  ];
}
