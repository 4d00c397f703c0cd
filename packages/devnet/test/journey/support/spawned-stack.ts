import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ENDPOINT_FILE } from "../../../src/service/run-service.ts";
import { eventually } from "../../faucet/support/eventually.ts";
import type { StackAddresses } from "./wallet.ts";

/** A stack of three processes. */
export interface SpawnedStack extends StackAddresses {
  processes: { relay: ChildProcess; aggregator: ChildProcess; faucet: ChildProcess };
  /** Ends every process with this signal and waits until they are gone. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

const sourceCli = join(import.meta.dirname, "..", "..", "..", "src", "cli.ts");

/**
 * Starts the three services as processes of the command line on free ports; starting again on the same folder
 * continues them.
 *
 * @param cli command file, default the source
 * @param control folder for the sockets of control
 */
export async function spawnStack(folder: string, cli = sourceCli, control?: string): Promise<SpawnedStack> {
  const controlled = control === undefined ? [] : ["--control", control];
  const relay = spawnService(cli, folder, "relay", controlled);
  const aggregator = spawnService(cli, folder, "aggregator", controlled);
  const [relayUrl, aggregatorUrl] = await Promise.all([relay.url(), aggregator.url()]);
  const trustBaseFile = join(folder, "aggregator", "trust-base.json");
  const faucet = spawnService(cli, folder, "faucet", [
    ...["--relay-url", relayUrl, "--aggregator-url", aggregatorUrl, "--trust-base", trustBaseFile],
    ...["--mnemonic-file", join(folder, "mnemonic"), "--create-mnemonic"],
    ...controlled,
  ]);
  const faucetUrl = await faucet.url();
  await eventually("the faucet is ready", async () => (await fetch(`${faucetUrl}/ready`)).ok);
  const processes = { relay: relay.child, aggregator: aggregator.child, faucet: faucet.child };
  return {
    relayUrl,
    aggregatorUrl,
    trustBaseFile,
    faucetUrl,
    processes,
    stop: async (signal = "SIGTERM") => {
      await Promise.all(Object.values(processes).map((child) => end(child, signal)));
    },
  };
}

function spawnService(cli: string, folder: string, name: string, extra: string[]) {
  const dataDir = join(folder, name);
  mkdirSync(dataDir, { recursive: true });
  const endpointFile = join(dataDir, ENDPOINT_FILE);
  rmSync(endpointFile, { force: true });
  const child = spawn(process.execPath, [cli, name, "--port", "0", "--data-dir", dataDir, ...extra], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors += text;
  });
  const url = async (): Promise<string> => {
    await eventually(`${name} listens`, () => {
      if (child.exitCode !== null) throw new Error(`${name} ended with ${child.exitCode}: ${errors}`);
      return existsSync(endpointFile);
    });
    return JSON.parse(readFileSync(endpointFile, "utf8")).url;
  };
  return { child, url };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill(signal);
  await ended;
}
