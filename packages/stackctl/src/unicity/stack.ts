import { httpHealth } from "../checks/http-health.ts";
import { CONTROL } from "../instance/folders.ts";
import { commandLine } from "../instance/view.ts";
import type { InstanceView, StackDefinition } from "../stack/definition.ts";
import { certificate } from "./checks/certificate.ts";
import { faucetRunning } from "./checks/faucet-running.ts";
import { heightGrows } from "./checks/height-grows.ts";
import { nostrInformation } from "./checks/nostr-information.ts";
import { nostrWriteRead } from "./checks/nostr-write-read.ts";
import { servedTrustBase } from "./checks/served-trust-base.ts";
import { FILES } from "./files.ts";
import { genesisId } from "./genesis.ts";
import { createMnemonic } from "./mnemonic.ts";
import { SERVICES } from "./services.ts";
import { accountsOption, sdkOption } from "./up-options.ts";
import { walletSettings } from "./wallet-settings.ts";

/** A Nostr relay, an aggregator with its own root key, and a faucet. */
export const unicityStack: StackDefinition = {
  name: "unicity",
  services: SERVICES,
  checks: {
    "http.health": httpHealth("/health", { STATE_OF_ANOTHER_GENESIS: resetAll }),
    "nostr.information": nostrInformation,
    "nostr.write-read": nostrWriteRead,
    "unicity.trust-base": servedTrustBase,
    "unicity.certificate": certificate,
    "jsonrpc.height-grows": heightGrows,
    "unicity.faucet-running": faucetRunning,
  },
  stateEntries: [
    {
      path: "aggregator",
      what: "chain, its keys and trust base",
      inContainers: "copy of the trust base",
      class: "environment",
    },
    { path: "relay", what: "Nostr events, nametag bindings", class: "environment" },
    { path: "faucet", what: "faucet wallet and deliveries", class: "environment" },
    { path: FILES.accounts, what: "record of funded test wallets", class: "environment" },
    { path: CONTROL, what: "sockets for control by tests", class: "environment", snapshot: false },
    {
      path: "logs",
      what: "logs of the services",
      inContainers: "logs of starts that failed",
      class: "environment",
      snapshot: false,
    },
    {
      path: "instance.json",
      what: "ports and processes",
      inContainers: "ports, images and other choices",
      class: "environment",
      snapshot: false,
    },
    { path: "secrets", what: "the faucet's mnemonic", class: "secret" },
  ],
  exports: [{ volume: "public", path: "trust-base.json", file: FILES.trustBase }],
  genesisOf: (file) => genesisId(file(FILES.trustBase)),
  secrets: { "faucet-mnemonic": createMnemonic },
  upOptions: { accounts: accountsOption, sdk: sdkOption },
  environment: async (instance) => (await import("./environment.ts")).unicityEnvironment(instance),
  environmentFormats: { wallet: walletSettings },
  nextSteps: [
    { command: "npx @unicity-sphere/stackctl status" },
    { command: "npx @unicity-sphere/stackctl env" },
    { command: "npx @unicity-sphere/stackctl fund @alice 100 UCT", needs: "faucet" },
    { command: "npx @unicity-sphere/stackctl down" },
  ],
};

/** What the faucet holds is worth nothing on another chain, and so is what the relay knows of it. */
function resetAll({ name }: InstanceView): string {
  return `Reset relay, aggregator and faucet together: \`${commandLine("down", name)}\`, then \`${commandLine("wipe", name)}\`; or restore a snapshot.`;
}
