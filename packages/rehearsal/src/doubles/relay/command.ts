import { join } from "node:path";
import { parseArgs } from "node:util";
import { startRelay } from "@unicity-sphere/devnet";
import { parseRelayConfig, type RelayConfig, readRelayConfig } from "./config.ts";
import { answerAsUpstream } from "./upstream-http.ts";

/** `nostr-rs-relay [--db DIR] [--config FILE]`: runs until TERM or INT. Without a configuration it warns and has defaults. */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { db: { type: "string" }, config: { type: "string" } } });
  console.log("Starting up from main");
  const config = values.config === undefined ? ownConfig() : readRelayConfig(values.config);
  const folder = values.db ?? config.dataDirectory;
  answerAsUpstream({
    id: config.relayUrl,
    name: config.name,
    description: config.description,
    pubkey: config.pubkey,
    contact: config.contact,
    icon: config.icon,
  });
  const relay = await startRelay({
    host: config.address,
    port: config.port,
    // As upstream: sqlite3 looks in, and a backup is made, while it runs.
    storage: { file: join(folder, "nostr.db"), shared: true },
    limits: {
      maxEventBytes: config.maxEventBytes,
      maxMessageBytes: config.maxMessageBytes,
      pingIntervalMs: config.pingSeconds * 1000,
      rejectFutureSeconds: config.rejectFutureSeconds,
    },
  });
  console.log(`opened database "${join(folder, "nostr.db")}" for writing`);
  console.log(`listening on: ${config.address}:${relay.port}`);
  for (const signal of ["SIGTERM", "SIGINT"] as const)
    process.once(signal, () => void relay.close().then(() => process.exit(0)));
}

function ownConfig(): RelayConfig {
  try {
    return readRelayConfig("config.toml");
  } catch (error) {
    console.error(`Error reading config file (${error instanceof Error ? error.message : error})`);
    console.error("WARNING: Default configuration settings will be used");
    return parseRelayConfig("");
  }
}
