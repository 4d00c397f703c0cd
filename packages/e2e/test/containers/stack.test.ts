import { existsSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";
import { runJourney } from "../../../devnet/test/journey/support/journey.ts";
import {
  aggregatorImages,
  faucetImage,
  relayImage,
} from "../../../stackctl/test/containers/docker/support/images.ts";
import { startStack } from "../../src/index.ts";
import { environment, eventually, processesIn, stackForTest, temporaryFolder } from "../support/place.ts";

const SCRIPT = join(import.meta.dirname, "../support/start.ts");

/** Everything on the engine that has the name of the instance in its own. */
async function onEngine(instance: string): Promise<string[]> {
  const list = async (args: string[]) => {
    const { stdout } = await execa("docker", [...args, "--filter", `name=${instance}`], { stdin: "ignore" });
    return stdout.split("\n").filter(Boolean);
  };
  const all = await Promise.all([
    list(["ps", "--all", "--format", "container {{.Names}}"]),
    list(["volume", "ls", "--format", "volume {{.Name}}"]),
    list(["network", "ls", "--format", "network {{.Name}}"]),
  ]);
  return all.flat();
}

/** `--image` pairs of stackctl as the option of a stack. */
async function images(): Promise<Record<string, string>> {
  const pairs = (await aggregatorImages("v1")).filter((word) => word !== "--image");
  const given = Object.fromEntries(pairs.map((pair) => pair.split(/=(.*)/s) as [string, string]));
  return { ...given, relay: await relayImage(), faucet: await faucetImage() };
}

test("a stack of containers carries the journey, a restart keeps it, and nothing is left", async () => {
  const home = temporaryFolder();
  const stack = await stackForTest(home, { backend: "docker", images: await images() });
  const { relay, aggregator, faucet } = stack.endpoints;
  const addresses = {
    relayUrl: relay.url,
    aggregatorUrl: aggregator.url,
    trustBaseFile: aggregator.trustBasePath,
    faucetUrl: faucet.url,
  };
  const { alice, bob } = await runJourney(addresses, join(home, "wallets"));
  await stack.restart("relay");
  expect((await stack.fund(`@${alice.nametag}`, 1)).symbol).toBe("UCT");
  for (const wallet of [alice, bob]) await wallet.close();
  await stack.stop();
  expect([await onEngine(stack.instance), existsSync(stack.folder), processesIn(home)]).toEqual([
    [],
    false,
    [],
  ]);
});

test("a relay of containers goes with a run that is killed", async () => {
  const home = temporaryFolder();
  const options = { services: ["relay"], backend: "docker", images: { relay: await relayImage() } };
  const child = execa(process.execPath, [SCRIPT, JSON.stringify(options)], {
    ...{ env: environment(home), extendEnv: false, reject: false, stdin: "ignore" },
  });
  let text = "";
  child.stdout.on("data", (chunk) => {
    text += chunk;
  });
  await eventually("the stack is up", () => text.includes("\n"), 120_000);
  const { instance } = JSON.parse(text) as { instance: string };
  expect((await onEngine(instance)).length).toBeGreaterThan(1);
  child.kill("SIGKILL");
  await child;
  await eventually("all of it is gone", async () => (await onEngine(instance)).length === 0, 60_000);
  await eventually("and its processes", () => processesIn(home).length === 0);
});

test("without an engine it says so, and nothing is left", async () => {
  const home = temporaryFolder();
  const env = environment(home, { DOCKER_HOST: `unix://${home}/nobody.sock` });
  const started = startStack({ services: ["relay"], backend: "docker", env });
  await expect(started).rejects.toMatchObject({
    parts: { code: expect.stringMatching(/^(ENGINE|DOCKER)_/) },
  });
  expect(processesIn(home)).toEqual([]);
});
