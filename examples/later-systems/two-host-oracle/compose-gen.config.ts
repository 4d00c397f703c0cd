import { defineConfig, defineService, defineStack } from "@unicity-sphere/compose-gen";
import { unlocked } from "../unlocked.ts";

const images = {
  bitcoind: {
    repository: "registry.example/bitcoind",
    tag: "29.0.0",
    user: "101:101",
    tools: ["bitcoin-cli"],
  },
  lnd: { repository: "registry.example/lnd", tag: "0.19.2", user: "1000:1000", tools: ["lncli"] },
  oracle: { repository: "registry.example/oracle", tag: "1.3.0", user: "65532:65532", tools: ["oracle"] },
};

const bitcoind = defineService({
  name: "bitcoind",
  host: "vault",
  runtime: { kind: "container", image: "bitcoind", command: ["-prune=10000", "-server"] },
  endpoints: { rpc: { port: 8332, protocol: "http" }, blocks: { port: 28332, protocol: "tcp" } },
  mounts: [{ volume: "chain", target: "/var/lib/bitcoind" }],
  health: { command: ["bitcoin-cli", "getblockchaininfo"], startPeriod: 600_000 },
  limits: { memory: "4g" },
  stopGracePeriod: 600_000,
});

const lnd = defineService({
  name: "lnd",
  host: "vault",
  runtime: {
    kind: "container",
    image: "lnd",
    environment: { BITCOIND_RPC: { endpoint: "bitcoind/rpc", as: "address" } },
  },
  endpoints: { rpc: { port: 10009, protocol: "https" } },
  mounts: [{ volume: "channels", target: "/var/lib/lnd" }],
  secrets: [{ secret: "wallet-password" }],
  dependsOn: { bitcoind: "healthy" },
  health: { command: ["lncli", "state"] },
  stopGracePeriod: 120_000,
});

const signer = defineService({
  name: "signer",
  host: "vault",
  runtime: {
    kind: "container",
    image: "oracle",
    command: ["sign"],
    environment: { LND: { endpoint: "lnd/rpc", as: "address" } },
  },
  endpoints: {
    api: {
      port: 9443,
      protocol: "https",
      scope: "private",
      published: 9443,
      reach: ["the front host, with a client certificate"],
    },
  },
  secrets: [{ secret: "signing-key" }],
  dependsOn: { lnd: "healthy" },
  health: { command: ["oracle", "health"] },
});

const front = defineService({
  name: "front",
  host: "front",
  runtime: {
    kind: "container",
    image: "oracle",
    command: ["serve"],
    environment: {
      SIGNER_URL: { variable: "SIGNER_URL", required: "address of the signer in the private network" },
    },
  },
  endpoints: { api: { port: 8080, protocol: "http", scope: "loopback", published: 8080, path: "/v1/price" } },
  secrets: [{ secret: "client-certificate" }],
  health: { command: ["oracle", "health"] },
});

const oracle = defineStack({
  name: "oracle",
  description: "Signs prices for whoever pays the Lightning invoice",
  services: [bitcoind, lnd, signer, front],
  volumes: {
    chain: { class: "cache", engine: "leveldb", description: "Can be downloaded again" },
    channels: { class: "state", engine: "bolt", description: "An old copy loses the money in the channels" },
  },
  secrets: {
    "wallet-password": {
      purpose: "unlocks the Lightning wallet",
      format: "one line of text",
      consumers: ["lnd"],
      rotation: "lncli changepassword, then replace the file",
      file: "./secrets/wallet-password",
    },
    "signing-key": {
      purpose: "signs the prices",
      format: "32 bytes, hex",
      consumers: ["signer"],
      rotation: "publish the new public key first; contracts on the old one keep it",
      file: "./secrets/signing-key",
    },
    "client-certificate": {
      purpose: "proves to the signer who asks",
      format: "PEM, certificate and key",
      consumers: ["front"],
      rotation: "every 30 days, by hand until rotation is part of the model",
      file: "./secrets/client-certificate.pem",
    },
  },
});

export default defineConfig({ project: "oracle", images, lock: unlocked(images), stacks: [oracle] });
