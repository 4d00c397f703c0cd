import type { ServiceDefinition } from "../stack/definition.ts";
import { FILES } from "./files.ts";
import { devnetProgram } from "./program.ts";

const relay: ServiceDefinition = {
  name: "relay",
  defaultPort: 7777,
  uses: [],
  command: ({ host, port, dataDir, control }) => [
    devnetProgram(),
    "relay",
    ...listenOn(host, port),
    ...["--data-dir", dataDir("relay")],
    ...controlledIn(control),
  ],
  checks: ["nostr.information", "nostr.write-read"],
};

const aggregator: ServiceDefinition = {
  name: "aggregator",
  defaultPort: 11003,
  uses: [],
  command: ({ host, port, dataDir, control }) => [
    devnetProgram(),
    "aggregator",
    ...listenOn(host, port),
    ...["--data-dir", dataDir("aggregator")],
    ...controlledIn(control),
  ],
  checks: ["http.health", "unicity.trust-base", "unicity.certificate", "jsonrpc.height-grows"],
};

const faucet: ServiceDefinition = {
  name: "faucet",
  defaultPort: 11004,
  uses: ["relay", "aggregator"],
  elsewhere: { relay: ["RELAY_URL"], aggregator: ["AGGREGATOR_URL", "TRUST_BASE_URL"] },
  command: ({ host, port, dataDir, endpoint, file, control, elsewhere }) => [
    devnetProgram(),
    "faucet",
    ...listenOn(host, port),
    ...["--data-dir", dataDir("faucet")],
    ...["--relay-url", elsewhere.RELAY_URL ?? endpoint("relay")],
    ...["--aggregator-url", elsewhere.AGGREGATOR_URL ?? endpoint("aggregator")],
    ...["--trust-base", elsewhere.TRUST_BASE_URL ?? file(FILES.trustBase)],
    ...["--mnemonic-file", file(FILES.faucetMnemonic), "--create-mnemonic"],
    ...controlledIn(control),
  ],
  checks: ["http.health", "unicity.faucet-running"],
};

/** The three services of `packages/devnet`, each a process of its own. */
export const SERVICES: readonly ServiceDefinition[] = [relay, aggregator, faucet];

function listenOn(host: string, port: number): string[] {
  return ["--host", host, "--port", String(port)];
}

function controlledIn(folder: string | undefined): string[] {
  return folder === undefined ? [] : ["--control", folder];
}
