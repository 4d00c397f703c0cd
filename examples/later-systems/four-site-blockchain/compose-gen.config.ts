import { defineConfig, defineJob, defineService, defineStack } from "@unicity-sphere/compose-gen";
import { unlocked } from "../unlocked.ts";

const images = {
  validator: {
    repository: "registry.example/validator",
    tag: "2.4.1",
    user: "65532:65532",
    tools: ["validator"],
    platforms: ["linux/amd64", "linux/arm64"],
  },
};

const sites = ["helsinki", "lisbon", "tallinn", "zurich"];

/** The services of one site: its keys never leave it, its genesis must be that of the others. */
function siteServices(site: string) {
  const service = (name: string) => `${name}-${site}`;
  const chain = { volume: service("chain"), target: "/var/lib/validator" };
  const importGenesis = defineJob({
    name: service("import-genesis"),
    host: site,
    runtime: { kind: "container", image: "validator", command: ["import-genesis", "/genesis/genesis.json"] },
    mounts: [chain, { volume: "genesis", target: "/genesis", readOnly: true }],
    networks: [],
  });
  const validator = defineService({
    name: service("validator"),
    host: site,
    runtime: {
      kind: "container",
      image: "validator",
      command: ["run"],
      environment: {
        PEERS: {
          variable: "PEERS",
          required: "addresses of the other three sites, separated by commas",
        },
      },
    },
    endpoints: {
      peers: {
        port: 26656,
        protocol: "tcp",
        scope: "private",
        published: 26656,
        reach: ["the other validators"],
      },
      rpc: { port: 26657, protocol: "http" },
    },
    mounts: [chain],
    secrets: [{ secret: service("validator-key") }],
    dependsOn: { [importGenesis.name]: "completed" },
    health: { command: ["validator", "status"], startPeriod: 300_000 },
    limits: { memory: "8g", pids: 1_024 },
    stopGracePeriod: 120_000,
  });
  return [importGenesis, validator];
}

const chain = defineStack({
  name: "chain",
  description: "Four validators, of which one may fail",
  services: sites.flatMap(siteServices),
  volumes: {
    genesis: { class: "public", description: "The same at every site" },
    ...Object.fromEntries(
      sites.map((site) => [
        `chain-${site}`,
        { class: "state" as const, engine: "rocksdb" as const, stateSet: site },
      ]),
    ),
  },
  stateSets: Object.fromEntries(
    sites.map((site) => [
      site,
      { description: `What the validator in ${site} has signed: an old copy signs twice` },
    ]),
  ),
  secrets: Object.fromEntries(
    sites.map((site) => [
      `validator-key-${site}`,
      {
        purpose: `signs blocks in ${site}`,
        format: "Ed25519 private key, PEM",
        consumers: [`validator-${site}`],
        rotation: "by a vote of the other validators; the old key is removed from the set first",
        file: `./secrets/validator-key-${site}.pem`,
      },
    ]),
  ),
});

export default defineConfig({ project: "chain", images, lock: unlocked(images), stacks: [chain] });
