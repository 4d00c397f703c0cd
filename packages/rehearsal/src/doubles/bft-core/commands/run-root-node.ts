import { join } from "node:path";
import { type GenerationName, parseTrustBase } from "@unicity-sphere/devnet/protocol";
import type { FlagDefinitions, Flags } from "../cli/flags.ts";
import { readJson } from "../genesis/json-file.ts";
import { readKeys } from "../genesis/keys.ts";
import { parseMultiaddr } from "../p2p/multiaddr.ts";
import { startRootNode } from "../root/root-node.ts";
import { UbftError } from "../ubft-error.ts";
import { keyFile } from "./node-id.ts";

export const runFlags: FlagDefinitions = {
  "key-conf": { short: "k" },
  address: { short: "a", default: "/ip4/127.0.0.1/tcp/26652" },
  "announce-addresses": { kind: "list" },
  bootnodes: { kind: "list" },
  "bootnode-connect-retry-count": { default: "10" },
  "bootnode-connect-retry-delay": { default: "1" },
  "trust-base": {},
  "shard-conf": { kind: "list" },
  "root-db": { default: "rootchain.db" },
  "trust-base-db": { default: "trustbase.db" },
  "orchestration-db": { default: "orchestration.db" },
  "max-requests": { default: "1000" },
  "rpc-server-address": {},
  "block-rate": { default: "900" },
};

/** `root-node run`: until TERM or INT. */
export async function runRootNode(flags: Flags, generation: GenerationName): Promise<void> {
  const trustBaseFile = flags.required("trust-base");
  const database = (flag: string) => join(flags.home, flags.required(flag));
  const node = await startRootNode({
    keys: readKeys(keyFile(flags)),
    generation,
    trustBase: parseTrustBase(readJson(trustBaseFile), trustBaseFile),
    files: {
      rounds: database("root-db"),
      trustBases: database("trust-base-db"),
      configurations: database("orchestration-db"),
    },
    p2p: parseMultiaddr(flags.required("address")),
    rest: hostAndPort(flags.text("rpc-server-address")),
    blockRateMs: blockRate(flags),
    log: console.error,
  });
  console.error(`root node listens: p2p ${node.p2pPort}, rest ${node.restPort ?? "off"}`);
  let paused = false;
  process.on("SIGUSR2", () => {
    paused = !paused;
    node.setPaused(paused);
  });
  for (const signal of ["SIGTERM", "SIGINT"] as const)
    process.once(signal, () => void node.close().then(() => process.exit(0)));
}

function blockRate(flags: Flags): number {
  const rate = flags.count("block-rate");
  if (rate >= 10 && rate <= 60_000) return rate;
  throw new UbftError(`invalid argument "${rate}" for "--block-rate" flag: 10 to 60000 ms`);
}

function hostAndPort(address: string | undefined): { host: string; port: number } | undefined {
  if (!address) return undefined;
  const at = address.lastIndexOf(":");
  const port = Number(address.slice(at + 1));
  if (at < 0 || !Number.isInteger(port) || port < 0 || port > 65_535)
    throw new UbftError(`invalid argument "${address}" for "--rpc-server-address" flag`);
  return { host: address.slice(0, at) || "0.0.0.0", port };
}
