import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { singleStacks } from "../../../src/backend/docker/parts/choose-parts.ts";
import { readDefinitions } from "../../../src/backend/docker/parts/definitions.ts";
import { wipeDocument } from "../../../src/output/schemas.ts";
import { publishNote, readNote } from "../../support/nostr.ts";
import { aggregatorImages, relayImage } from "./support/images.ts";
import { docker, testInstance } from "./support/instance.ts";
import { volumeLines } from "./support/volumes.ts";

const UP = ["--docker", "--detach", "--port-base", "0"];
const useImage = async () => ["relay", "--image", `relay=${await relayImage()}`];

test("an instance of the same name elsewhere neither uses nor deletes the volumes of the first", async () => {
  const first = testInstance();
  const second = testInstance({}, first.name);
  const { services } = await first.up(...(await useImage()));
  const note = await publishNote(services[0]?.url ?? "", "mine");
  await first.cli("snapshot", "base");
  await first.cli("down");
  const [volume = ""] = await first.volumes();
  const kept = await volumeLines(volume);

  const refused = await second.json("up", ...UP, ...(await useImage()));
  expect(refused.document.error).toMatchObject({
    code: "VOLUME_FOREIGN",
    where: volume,
    next: expect.stringContaining(`docker volume rm ${volume}`),
  });
  expect(refused.exitCode).toBe(3);
  expect([await second.containers(), await second.networks()]).toEqual([[], []]);

  mkdirSync(join(second.home, first.name, "docker"), { recursive: true });
  const wiped = wipeDocument.parse((await second.json("wipe", "--yes")).document);
  expect(wiped.outside).toMatchObject([{ path: `volume ${volume}` }]);
  expect(wiped.deleted.map(({ path }) => path)).not.toContain(`volume ${volume}`);
  expect(await volumeLines(volume)).toEqual(kept);

  const again = await first.up();
  expect(await readNote(again.services[0]?.url ?? "", note)).toBe("mine");
  await first.cli("down");
  await first.cli("wipe", "--yes");
  expect(await first.volumes()).toEqual([]);
  await first.cli("snapshot", "restore", "base", "--yes");
  const restored = await first.up();
  expect(await readNote(restored.services[0]?.url ?? "", note)).toBe("mine");
});

test("a volume that Compose made by hand in the same project stays", async () => {
  const instance = testInstance();
  await instance.up(...(await useImage()));
  await instance.cli("down");
  const project = `unicity-relay-${instance.name}`;
  const other = `${project}_other`;
  onTestFinished(async () => void (await docker("volume", "rm", "--force", other)));
  await docker("volume", "create", "--label", `com.docker.compose.project=${project}`, other);
  const { document } = await instance.json("wipe", "--yes");
  expect(wipeDocument.parse(document).outside).toMatchObject([{ path: `volume ${other}` }]);
  expect(await instance.volumes()).toEqual([other]);
});

test("a start that fails before its first container leaves no network", async () => {
  const instance = testInstance();
  const overrides = join(instance.home, instance.name, "overrides");
  mkdirSync(overrides, { recursive: true });
  const stack = singleStacks(readDefinitions().stacks.v1 ?? []).find(({ name }) => name === "aggregator");
  const broken = stack?.services.map(({ name }) => [name, { runtime: "no-such-runtime" }]) ?? [];
  writeFileSync(join(overrides, "aggregator.yml"), JSON.stringify({ services: Object.fromEntries(broken) }));
  const images = await aggregatorImages("v1");
  const { document } = await instance.json("up", ...UP, "aggregator", ...images);
  expect(document.error.code).toBe("COMPOSE_FAILED");
  expect([await instance.containers(), await instance.networks()]).toEqual([[], []]);
});
