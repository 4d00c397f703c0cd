import { existsSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, expect, test } from "vitest";
import { upDocument } from "../../../src/output/schemas.ts";
import { startPublished } from "../../verify/support/published.ts";
import { relayImage } from "./support/images.ts";
import { docker, testInstance } from "./support/instance.ts";
import { intoIndex } from "./support/into-index.ts";

const published = await startPublished();
afterAll(() => published[Symbol.asyncDispose]());

/** The relay in a registry that wants a login, as an index, not signed yet. */
async function publishRelay() {
  const path = "example/relay";
  const tagged = `${published.host}/${path}:0.6.0`;
  await docker("tag", await relayImage(), tagged);
  await execa("docker", ["push", "--quiet", tagged], {
    env: published.env,
    timeout: 300_000,
    stdin: "ignore",
  });
  await docker("image", "rm", tagged);
  const platform = await docker("version", "--format", "{{.Server.Os}}/{{.Server.Arch}}");
  const digest = await intoIndex(published, `${path}:0.6.0`, platform, published.headers);
  const repository = `${published.host}/${path}`;
  return { repository, path, tag: "0.6.0", digest, child: "", reference: `${tagged}@${digest}` };
}

test("up --verify fetches and starts nothing that is not signed, and comes up green with what is", async () => {
  const relay = await publishRelay();
  const env = { ...published.env, VERIFY_KEY_FILE: join(published.folder, "cosign.pub") };
  const instance = testInstance(env);
  const present = async () => (await docker("image", "ls", "--quiet", "--no-trunc", relay.repository)) !== "";
  const arguments_ = ["relay", "--image", `relay=${relay.reference}`, "--verify"];
  const refused = await instance.json("up", "--docker", "--detach", "--port-base", "0", ...arguments_);
  expect(refused.document.error).toMatchObject({ code: "IMAGE_UNSIGNED", where: relay.reference });
  expect(refused.exitCode).toBe(1);
  expect({
    containers: await instance.containers(),
    networks: await instance.networks(),
    fetched: await present(),
    folder: existsSync(join(instance.home, instance.name)),
  }).toEqual({ containers: [], networks: [], fetched: false, folder: false });

  await published.signWithKey(relay);
  try {
    const up = upDocument.parse(await instance.up(...arguments_));
    expect(up.images).toEqual([
      { key: "relay", reference: relay.reference, outcome: "verified", signer: "the key" },
    ]);
    expect(up.services).toMatchObject([
      { name: "relay", started: true, image: { reference: relay.reference } },
    ]);
  } finally {
    await instance.json("down");
    await instance.json("wipe", "--yes");
    await docker("image", "rm", relay.reference);
  }
});
