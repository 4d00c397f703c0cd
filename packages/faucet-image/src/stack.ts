import { defineStack } from "@unicity-sphere/compose-gen";
import { faucet } from "./faucet.ts";

/** The faucet on loopback 11004; relay, aggregator and trust base come from elsewhere. */
export const faucetStack = defineStack({
  name: "faucet",
  description: "Faucet that mints test tokens on request",
  services: [faucet],
  volumes: {
    "faucet-wallet": {
      class: "state",
      engine: "sqlite",
      description: "Wallet of the faucet and its unfinished deliveries",
    },
  },
  secrets: {
    "faucet-mnemonic": {
      purpose: "Identity of the faucet: its key, address and nametag",
      format: "BIP-39 mnemonic, 12 or 24 words on one line",
      consumers: ["faucet"],
      rotation:
        "A new mnemonic is a new faucet: wipe the wallet volume too; wallets that pinned its key must be told",
      file: { variable: "FAUCET_MNEMONIC_FILE" },
    },
  },
  provides: { faucet: { service: "faucet", endpoint: "http", description: "Faucet" } },
  consumes: {
    relay: { variable: "RELAY_URL", message: "WebSocket URL of the Nostr relay, e.g. ws://relay:8080" },
    aggregator: {
      variable: "AGGREGATOR_URL",
      message: "URL of the aggregator, e.g. http://aggregator-proxy:8080",
    },
    "trust-base": {
      variable: "TRUST_BASE_URL",
      message:
        "URL of the aggregator's trust base, e.g. http://aggregator-proxy:8080/.well-known/trust-base.json",
    },
  },
  checks: {
    "faucet-health": { kind: "http.health", endpoint: "faucet/http" },
    "faucet-running": { kind: "unicity.faucet-running", endpoint: "faucet/http" },
  },
  parameters: {
    FAUCET_PORT: { description: "Port of the faucet on this host", default: "11004" },
    FAUCET_MNEMONIC_FILE: {
      description: "File with the faucet's BIP-39 mnemonic, mode 0600",
      default: "./secrets/faucet-mnemonic",
    },
  },
});
