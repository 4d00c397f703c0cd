import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { downDocument, pullDocument, statusDocument, wipeDocument } from "../../../src/output/schemas.ts";
import { publishNote, readNote } from "../../support/nostr.ts";
import { accepts } from "../../support/processes.ts";
import { eventually } from "../support/eventually.ts";
import { relayImage } from "./support/images.ts";
import { docker, testInstance } from "./support/instance.ts";

const useImage = async () => ["relay", "--image", `relay=${await relayImage()}`];

test("the relay comes up green, keeps its events over down and up, and goes with a wipe", async () => {
  const instance = testInstance();
  const pulled = pullDocument.parse((await instance.json("pull", ...(await useImage()))).document);
  expect(pulled.images).toEqual([{ reference: await relayImage(), fetched: false }]);
  const up = await instance.up(...(await useImage()));
  const [relay] = up.services;
  expect(up).toMatchObject({ backend: "docker", services: [{ name: "relay", pid: null, started: true }] });
  expect(up.checks.map(({ check, outcome }) => `${check} ${outcome}`).sort()).toEqual([
    "container.healthy pass",
    "nostr.information pass",
    "nostr.write-read pass",
  ]);
  const note = await publishNote(relay?.url ?? "", "kept");

  const again = await instance.up();
  expect(again.services).toEqual([{ ...relay, started: false }]);

  const { exitCode, document } = await instance.json("status");
  const status = statusDocument.parse(document);
  expect(status).toMatchObject({ backend: "docker", health: "healthy" });
  expect(status.services[0]?.image).toEqual({
    reference: await relayImage(),
    pinned: false,
    replaced: true,
  });
  // How it has grown is told as soon as something has looked at it before.
  const volumes = status.volumes?.map(({ growth, ...volume }) => volume);
  expect(volumes).toEqual([
    { name: `unicity-relay-${instance.name}_relay-data`, class: "state", bytes: expect.any(Number) },
  ]);
  expect(exitCode).toBe(0);
  expect((await instance.cli("status")).stdout).toContain(`replaced, unpinned ${await relayImage()}`);
  const grown = statusDocument.parse((await instance.json("status")).document);
  expect(grown.volumes?.[0]?.growth?.ms).toBeGreaterThan(0);

  const refused = await instance.json("wipe", "--yes");
  expect(refused.document.error.code).toBe("WIPE_WHILE_UP");
  expect(refused.exitCode).toBe(3);
  const preview = wipeDocument.parse((await instance.json("wipe", "--dry-run")).document);
  expect([preview.refused, preview.deleted.length > 0]).toEqual(["WIPE_WHILE_UP", true]);
  expect((await instance.cli("wipe", "--dry-run")).stdout).toMatch(
    /refused now, WIPE_WHILE_UP: .* is up.*stackctl down/,
  );

  const mounted = (
    await docker(
      "container",
      "inspect",
      "--format",
      "{{range .Mounts}}{{.Name}} {{end}}",
      relay?.container ?? "",
    )
  ).split(" ");
  const down = downDocument.parse((await instance.json("down")).document);
  const left = (await docker("volume", "ls", "--format", "{{.Name}}")).split("\n");
  expect(left.filter((volume) => mounted.includes(volume))).toEqual([
    `unicity-relay-${instance.name}_relay-data`,
  ]);
  expect(down.stopped).toEqual([{ service: "relay", pid: null, outcome: "stopped" }]);
  expect(await instance.containers()).toEqual([]);
  expect(await instance.networks()).toEqual([]);
  expect(await accepts(relay?.port ?? 0)).toBe(false);
  expect((await instance.json("status")).exitCode).toBe(2);

  const back = await instance.up();
  expect(back.services[0]?.url).toBe(relay?.url);
  expect(await readNote(back.services[0]?.url ?? "", note)).toBe("kept");
  await instance.cli("down");

  const wiped = wipeDocument.parse((await instance.json("wipe", "--yes")).document);
  expect(wiped.deleted[0]).toMatchObject({ path: `volume unicity-relay-${instance.name}_relay-data` });
  expect(await instance.volumes()).toEqual([]);
  expect(existsSync(join(instance.home, instance.name))).toBe(false);
});

test("a relay that is killed is started by the engine, on its port, and status tells both", async () => {
  const instance = testInstance();
  const [relay] = (await instance.up(...(await useImage()))).services;
  const container = relay?.container ?? "";
  const [pid] = (await docker("container", "inspect", "--format", "{{.State.Pid}}", container)).split("\n");
  process.kill(Number(pid), "SIGKILL");
  await eventually("the engine starts it again", async () => {
    const count = await docker("container", "inspect", "--format", "{{.RestartCount}}", container);
    return Number(count) === 1;
  });
  await eventually("it is healthy", async () => (await instance.json("status")).exitCode === 0);
  const { document } = await instance.json("status");
  expect(document.services[0].url).toBe(relay?.url);
});

test("two instances run side by side, and taking one down leaves the other", async () => {
  const [one, two] = [testInstance(), testInstance()];
  const image = await useImage();
  const [first, second] = await Promise.all([one.up(...image), two.up(...image)]);
  expect(first.services[0]?.port).not.toBe(second.services[0]?.port);
  const note = await publishNote(first.services[0]?.url ?? "", "mine");
  expect(await readNote(second.services[0]?.url ?? "", note)).toBe(undefined);
  await one.cli("down");
  expect((await two.json("status")).exitCode).toBe(0);
});

test("logs show what the container wrote", async () => {
  const instance = testInstance();
  await instance.up(...(await useImage()));
  const { stdout } = await instance.cli("logs", "relay", "--lines", "3");
  expect(stdout.split("\n")).toHaveLength(3);
  expect((await instance.cli("logs", "relai")).stderr).toContain("Known: relay");
});

test("in the foreground Ctrl-C takes it down and ends with 0", async () => {
  const instance = testInstance();
  const foreground = await instance.stay(...(await useImage()));
  expect((await instance.json("status")).exitCode).toBe(0);
  expect(await foreground.interrupt()).toBe(0);
  expect(await instance.containers()).toEqual([]);
  expect(await instance.volumes()).toHaveLength(1);
});
