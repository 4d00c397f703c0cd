import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { findCanaries } from "../../../../service-runtime/test/run/support/canaries.ts";
import { statusDocument, upDocument } from "../../../src/output/schemas.ts";
import { supportBundleDocument } from "../../../src/support-bundle/document.ts";
import { aggregatorFor } from "./support/aggregator.ts";
import { faucetImage, relayImage } from "./support/images.ts";
import { docker, instanceName, testInstance } from "./support/instance.ts";

test("relay and faucet are wired, the faucet keeps its identity, and a stack can be added later", async () => {
  const name = instanceName();
  const env: NodeJS.ProcessEnv = { ...(await aggregatorFor(name)) };
  const instance = testInstance(env, name);
  const images = ["--image", `relay=${await relayImage()}`, "--image", `faucet=${await faucetImage()}`];
  const alone = await instance.up("relay", ...images);
  expect(alone.services.map(({ name }) => name)).toEqual(["relay"]);

  const both = await instance.up("faucet");
  expect(both.services.map(({ name, started }) => [name, started])).toEqual([
    ["relay", false],
    ["faucet", true],
  ]);
  expect(both.services[0]).toMatchObject({ url: alone.services[0]?.url });
  expect(both.checks.map(({ service, check }) => `${service} ${check}`).sort()).toEqual([
    "faucet container.healthy",
    "faucet http.health",
    "faucet unicity.faucet-running",
    "relay container.healthy",
    "relay nostr.information",
    "relay nostr.write-read",
  ]);

  const secret = join(instance.home, instance.name, "secrets/faucet-mnemonic");
  expect(readFileSync(secret, "utf8")).toMatch(/^([a-z]+ ){11}[a-z]+\n$/);
  expect(statSync(secret).mode & 0o777).toBe(0o600);
  const identity = async () => {
    const url = (await instance.json("status")).document.services[1].url;
    return (await (await fetch(`${url}/.well-known/faucet.json`)).json()) as { chain_pubkey: string };
  };
  const before = await identity();

  await instance.cli("down");
  // What the reader said once is remembered: nothing is given anew.
  delete env.AGGREGATOR_URL;
  delete env.TRUST_BASE_URL;
  const { document } = await instance.json("up", "--detach");
  expect(upDocument.parse(document).services.map(({ started }) => started)).toEqual([true, true]);
  expect((await identity()).chain_pubkey).toBe(before.chain_pubkey);
  const status = statusDocument.parse((await instance.json("status")).document);
  expect(status.health).toBe("healthy");

  // In a log too: a file of the host says what the secret is, whoever writes it down.
  const phrase = readFileSync(secret, "utf8").trim();
  const container = status.services.find(({ name }) => name === "faucet")?.container ?? "";
  await docker("exec", container, "sh", "-c", `echo 'it is ${phrase}' >/proc/1/fd/1`);
  const folder = join(instance.home, "bundle");
  const { document: bundle } = await instance.json("support-bundle", folder);
  expect(supportBundleDocument.parse(bundle).missing).toEqual([]);
  expect(findCanaries(folder, { phrase })).toEqual([]);
  const written = (file: string) => readFileSync(join(folder, file), "utf8");
  expect(written(`containers/${container}.log`)).toContain("it is <redacted:faucet-mnemonic>");
  const shown = JSON.parse(written(`containers/${container}.json`));
  expect(shown).toMatchObject({
    name: container,
    state: { Status: "running" },
    health: { Status: "healthy" },
  });
  expect(shown.environment).toContain("FAUCET_MNEMONIC_FILE=/run/secrets/faucet-mnemonic");
  expect(written("compose/faucet.yml")).toContain("services:\n");
});
