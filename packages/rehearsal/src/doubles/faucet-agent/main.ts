import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startFaucet } from "@unicity-sphere/devnet";
import { readEnvironment } from "./environment.ts";
import { inUpstreamOrder, writeLine } from "./log.ts";
import { walletMnemonic } from "./wallet.ts";

const TRUST_BASE_TIMEOUT_MS = 30_000;

async function main(): Promise<void> {
  const settings = readEnvironment(process.env);
  mkdirSync(settings.dataDir, { recursive: true });
  writeLine("downloading_trustbase", { url: settings.trustBaseUrl });
  const trustBase = join(settings.dataDir, "trustbase.json");
  writeFileSync(trustBase, await download(settings.trustBaseUrl));
  writeLine("nostr_relays_override_active", { relays: settings.relays });
  writeLine("aggregator_override_active", { url: settings.aggregatorUrl });
  writeLine("initializing_sphere");
  const mnemonic = await walletMnemonic(settings.dataDir);
  writeLine("registering_nametag", { nametag: settings.nametag });
  const faucet = await startFaucet({
    host: "127.0.0.1",
    port: 0,
    dataDir: join(settings.dataDir, "double"),
    relayUrl: settings.relays,
    aggregatorUrl: settings.aggregatorUrl,
    trustBase,
    mnemonic,
    nametag: settings.nametag,
    managerPubkey: settings.managerPubkey,
    onShutdown: () => process.kill(process.pid, "SIGTERM"),
    requestsPerMinute: 0,
    testWallets: false,
    ...(settings.aggregatorApiKey && { aggregatorApiKey: settings.aggregatorApiKey }),
    log: inUpstreamOrder(writeLine),
  });
  for (const signal of ["SIGTERM", "SIGINT"] as const)
    process.once(signal, () => void faucet.close().then(() => process.exit(0)));
}

async function download(url: string): Promise<string> {
  const response = await fetch(url, { signal: AbortSignal.timeout(TRUST_BASE_TIMEOUT_MS) });
  if (!response.ok) throw new Error(`${url} answered HTTP ${response.status}`);
  return response.text();
}

main().catch((error: unknown) => {
  writeLine("faucet_acp_startup_failed", { error: error instanceof Error ? error.message : String(error) });
  process.exit(1);
});
