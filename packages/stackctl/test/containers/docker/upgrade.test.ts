import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";
import { rollbackDocument, upgradeDocument } from "../../../src/output/day-two-schemas.ts";
import { statusDocument } from "../../../src/output/schemas.ts";
import { publishNote, readNote } from "../../support/nostr.ts";
import { CLI } from "../../support/run-cli.ts";
import { eventually } from "../support/eventually.ts";
import { derivedImage } from "./support/derived-image.ts";
import { emptyImage, relayImage } from "./support/images.ts";
import { docker, type TestInstance, testInstance } from "./support/instance.ts";

const imageOf = async (instance: TestInstance) =>
  statusDocument.parse((await instance.json("status")).document).services[0]?.image?.reference;
/** A document that is no error. @throws Error with the error */
async function done(instance: TestInstance, verb: string, ...args: string[]) {
  const { exitCode, document } = await instance.json(verb, ...args);
  if (exitCode !== 0) throw new Error(JSON.stringify(document, null, 2));
  return document;
}
const versionsOf = (instance: TestInstance) => join(instance.home, instance.name, "versions.json");

test("an upgrade keeps the events; a sick image is taken back, and no image goes back behind the data", async () => {
  const old = await relayImage();
  const newer = await derivedImage(old, "LABEL network.unicity.data-version=2");
  const instance = testInstance();
  const [relay] = (await instance.up("relay", "--image", `relay=${old}`)).services;
  const note = await publishNote(relay?.url ?? "", "kept");

  const upgraded = upgradeDocument.parse(await done(instance, "upgrade", "--image", `relay=${newer}`));
  expect(upgraded).toMatchObject({
    services: [{ service: "relay", from: old, to: newer, changed: true, oneWay: true }],
    started: ["relay"],
    running: ["relay"],
  });
  expect(existsSync(upgraded.backup ?? "")).toBe(true);
  expect(await imageOf(instance)).toBe(newer);
  expect(await readNote(relay?.url ?? "", note)).toBe("kept");

  const mounts = "{{range .Mounts}}{{println .Name}}{{end}}";
  const unnamed = (await docker("container", "inspect", "--format", mounts, relay?.container ?? ""))
    .split("\n")
    .filter((name) => /^[0-9a-f]{64}$/.test(name));
  expect(unnamed).toHaveLength(1);
  const sick = await derivedImage(await emptyImage(), "LABEL network.unicity.data-version=2");
  const failed = await instance.json("upgrade", "--no-backup", "--image", `relay=${sick}`);
  expect(failed.document.error).toMatchObject({
    code: "UPGRADE_FAILED",
    what: expect.stringContaining("the version of before runs again"),
  });
  expect(failed.exitCode).toBe(1);
  expect(await imageOf(instance)).toBe(newer);
  expect(await readNote(relay?.url ?? "", note)).toBe("kept");
  // The sick image declares no volume, so Compose gave those of the container before to nobody.
  const existing = (await docker("volume", "ls", "--format", "{{.Name}}")).split("\n");
  expect(unnamed.filter((name) => existing.includes(name))).toEqual([]);

  for (const back of [["upgrade", "--image", `relay=${old}`], ["rollback"]] as const) {
    const [verb, ...args] = back;
    const refused = await instance.json(verb, ...args);
    expect(refused.document.error.code).toBe("DATA_TOO_NEW");
    expect(refused.exitCode).toBe(3);
  }
  expect(await imageOf(instance)).toBe(newer);
});

test("an upgrade that is killed is explained, finished by the same command, and rolled back after", async () => {
  const old = await relayImage();
  const newer = await derivedImage(old, "LABEL test=newer");
  const instance = testInstance();
  const [relay] = (await instance.up("relay", "--image", `relay=${old}`)).services;
  const note = await publishNote(relay?.url ?? "", "kept");

  const args = [CLI, "upgrade", "--no-backup", "--image", `relay=${newer}`, "--instance", instance.name];
  const child = execa(process.execPath, args, { env: { STACKCTL_HOME: instance.home }, reject: false });
  await eventually("it replaces", () => {
    const file = versionsOf(instance);
    return existsSync(file) && JSON.parse(readFileSync(file, "utf8")).unfinished !== null;
  });
  child.kill("SIGKILL");
  await child;
  expect((await instance.json("up", "--detach")).document.error.code).toBe("UPGRADE_INCOMPLETE");
  const status = await instance.json("status");
  expect(status.exitCode).not.toBe(0);
  expect(JSON.stringify(status.document)).toContain("rollback");

  const finished = upgradeDocument.parse(await done(instance, "upgrade"));
  expect(finished).toMatchObject({ unfinished: true });
  expect(await imageOf(instance)).toBe(newer);
  expect((await instance.json("upgrade")).document).toMatchObject({ started: [], files: [] });

  expect(rollbackDocument.parse(await done(instance, "rollback"))).toMatchObject({
    services: [{ from: newer, to: old }],
  });
  expect(await imageOf(instance)).toBe(old);
  expect(await readNote(relay?.url ?? "", note)).toBe("kept");
  expect((await instance.json("rollback")).document.error.code).toBe("NO_ROLLBACK");
});
