import { existsSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";
import { runJourney } from "../../../devnet/test/journey/support/journey.ts";
import { relayImage } from "../../../stackctl/test/containers/docker/support/images.ts";
import { startStack } from "../../src/index.ts";
import { environment, eventually, processesIn, stackForTest, temporaryFolder } from "../support/place.ts";
import { images, onEngine } from "./support/engine.ts";

const SCRIPT = join(import.meta.dirname, "../support/start.ts");

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
  await eventually("the stack is up", () => text.includes("\n"), 300_000);
  const { instance } = JSON.parse(text) as { instance: string };
  expect((await onEngine(instance)).length).toBeGreaterThan(1);
  child.kill("SIGKILL");
  await child;
  await eventually("all of it is gone", async () => (await onEngine(instance)).length === 0, 300_000);
  await eventually("and its processes", () => processesIn(home).length === 0, 300_000);
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
