import { defineStack } from "@unicity-sphere/compose-gen";
import { relay } from "./relay.ts";

/** The Nostr relay on loopback 7777. */
export const relayStack = defineStack({
  name: "relay",
  description: "Nostr relay for wallets",
  services: [relay],
  volumes: {
    "relay-data": {
      class: "state",
      engine: "sqlite",
      description: "Events: name bindings, token transfers, messages",
    },
  },
  provides: { relay: { service: "relay", endpoint: "nostr", description: "Nostr relay" } },
  checks: {
    information: { kind: "nostr.information", endpoint: "relay/nostr" },
    "write-read": { kind: "nostr.write-read", endpoint: "relay/nostr" },
  },
  parameters: {
    RELAY_PORT: { description: "Port of the relay on this host", default: "7777" },
    RELAY_NAME: { description: "Name in the relay information document", default: "Unicity local relay" },
    RELAY_DESCRIPTION: {
      description: "Description in the relay information document",
      default: "Nostr relay for development",
    },
    RELAY_LOG: { description: "Log filter of the relay", default: "info,nostr_rs_relay=info" },
  },
});
