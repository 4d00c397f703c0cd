import { readFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { expect, onTestFinished } from "vitest";
import { DEVNET_PORTS } from "../../src/image.ts";
import { temporaryFolder } from "../aggregator/support/folders.ts";
import { requestFunds, UCT } from "../journey/support/journey.ts";
import { openWallet } from "../journey/support/wallet.ts";
import { containerOf } from "./support/container.ts";
import { docker, uniqueName, withEngine } from "./support/engine.ts";
import { devnetImage } from "./support/image.ts";
import { dockerCreateArguments, readWorkflow } from "./support/workflow.ts";

const job = readWorkflow().jobs.test;

/** The service of the example as the runner creates it, with this checkout's image and free ports. */
async function createService() {
  const [network, name] = [uniqueName("net"), uniqueName("service")];
  await docker("network", "create", network);
  onTestFinished(async () => void (await docker("network", "rm", network)));
  const { devnet } = job.services;
  const ports = devnet.ports.map((port) => `127.0.0.1::${port.split(":")[1]}`);
  const service = { ...devnet, image: await devnetImage(), ports };
  await docker("create", ...dockerCreateArguments(service, { name, network, alias: "devnet" }));
  await docker("start", name);
  return { network, service: await containerOf(name) };
}

/** The variables of the job with the ports that were really published. */
async function jobVariables(name: string, workspace: string): Promise<Record<string, string>> {
  const published = Object.values(DEVNET_PORTS).map(async (port) => {
    return [`localhost:${port}`, (await docker("port", name, String(port))).split("\n")[0] ?? ""] as const;
  });
  const addresses = await Promise.all(published);
  const variables = Object.entries(job.env).map(([key, value]) => {
    const local = addresses.reduce((text, [documented, real]) => text.replace(documented, real), value);
    return [key, local.replace(/^\$\{\{ github\.workspace \}\}/, workspace)];
  });
  return Object.fromEntries(variables);
}

withEngine(
  "the example's service gets healthy as the runner starts it, and its steps and variables serve a wallet",
  async () => {
    const { network, service } = await createService();
    await using devnet = service;
    await devnet.healthy();

    const workspace = temporaryFolder();
    const env = await jobVariables(devnet.name, workspace);
    const step = job.steps.find(({ name }) => name === "Read the trust base")?.run ?? "false";
    await execa("bash", ["-e", "-c", step], { env, timeout: 300_000 });
    const trustBase = JSON.parse(readFileSync(String(env.SPHERE_TRUST_BASE_PATH), "utf8"));
    expect(trustBase.rootNodes).toHaveLength(1);

    const stack = {
      relayUrl: String(env.SPHERE_NOSTR_RELAYS),
      aggregatorUrl: String(env.SPHERE_AGGREGATOR_URL),
      trustBaseFile: String(env.SPHERE_TRUST_BASE_PATH),
      faucetUrl: String(env.E2E_LOCAL_FAUCET_URL).replace("/api/v1/faucet/request", ""),
    };
    const wallet = await openWallet(stack, { folder: join(workspace, "wallet"), nametag: "alice" });
    await requestFunds(stack, { unicityId: "@alice", coin: "unicity", amount: 1 });
    await wallet.confirmed(UCT.id, 10n ** 18n);
    await wallet.close();

    // A job in a container of its own finds the service by its name in the workflow.
    const { relay, aggregator, faucet } = DEVNET_PORTS;
    const urls = [
      ...["--relay-url", `ws://devnet:${relay}`, "--aggregator-url", `http://devnet:${aggregator}`],
      ...["--faucet-url", `http://devnet:${faucet}`],
    ];
    const command = ["--entrypoint", "unicity-devnet", await devnetImage(), "health", ...urls];
    const health = JSON.parse(await docker("run", "--rm", "--network", network, ...command));
    expect(health).toMatchObject({ healthy: true });
  },
);
