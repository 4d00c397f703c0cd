import { expect, test } from "vitest";
import type { Engine } from "../../../src/backend/docker/engine/engine.ts";
import { composeFolder } from "../../../src/backend/docker/files/rendered.ts";
import { refuseUsed } from "../../../src/backend/docker/volumes/in-use.ts";
import type { InstanceVolume } from "../../../src/backend/docker/volumes/list.ts";
import { parseSize } from "../../../src/backend/docker/volumes/measure.ts";
import { sortVolumes, unverifiable } from "../../../src/backend/docker/volumes/plan-wipe.ts";
import { copiesOf } from "../../../src/backend/docker/volumes/wipe.ts";
import { fixtureSession, fixtureStack } from "../../support/fixture-stack.ts";

const volume = (name: string, kind: string, stack: string, stateSet?: string): InstanceVolume => ({
  name,
  volume: name,
  stack,
  class: kind,
  ...(stateSet && { stateSet }),
  what: name,
  mountpoint: "/nowhere",
});

const volumes = [
  volume("genesis", "keys", "chain", "set"),
  volume("blocks", "state", "chain", "set"),
  volume("published", "public", "chain", "set"),
  volume("events", "state", "relay"),
  volume("seed", "keys", "relay"),
  volume("letsencrypt", "certs", "relay"),
];

const deletes = (scope: Partial<Parameters<typeof sortVolumes>[1]>) =>
  sortVolumes(volumes, { secrets: false, certs: false, ...scope }).deleted.map(({ name }) => name);

test("a state set goes as a whole with its keys; keys and certificates outside of it stay", () => {
  expect(deletes({})).toEqual(["genesis", "blocks", "published", "events"]);
});

test("keys and certificates go with their own flag only", () => {
  expect(deletes({ secrets: true })).toContain("seed");
  expect(deletes({ secrets: true })).not.toContain("letsencrypt");
  expect(deletes({ certs: true })).toContain("letsencrypt");
  expect(deletes({ certs: true })).not.toContain("seed");
});

test("one stack alone takes nothing of another, and names what loses its meaning", () => {
  const scope = { secrets: false, certs: false, only: "chain" };
  expect(deletes(scope)).toEqual(["genesis", "blocks", "published"]);
  expect(unverifiable(sortVolumes(volumes, scope)).map(({ name }) => name)).toEqual(["events"]);
  expect(unverifiable(sortVolumes(volumes, { ...scope, only: "relay" }))).toEqual([]);
});

test("a copy of what a volume holds goes with that volume, and with no other", () => {
  const exports = [{ volume: "published", path: "trust-base.json", file: "aggregator/trust-base.json" }];
  const stack = { ...fixtureStack(), exports };
  const copies = (only: string) =>
    copiesOf(stack, sortVolumes(volumes, { secrets: false, certs: false, only }).deleted);
  expect(copies("chain")).toEqual(["aggregator"]);
  expect(copies("relay")).toEqual([]);
});

test("sizes are read as the engine writes them", () => {
  expect(["0B", "12B", "1.5kB", "3MB", "2.25GB", "?"].map(parseSize)).toEqual([
    0,
    12,
    1_500,
    3_000_000,
    2_250_000_000,
    undefined,
  ]);
});

test("a container that comes while the engine is asked is known for one of the instance", async () => {
  const session = fixtureSession(fixtureStack());
  const folder = composeFolder(session.paths);
  const asked: string[] = [];
  /** Nothing is there when the instance's containers are listed; then another command starts one. */
  const engineWith = (folderOfUser: string): Engine => ({
    result: async () => ({ exitCode: 0, stdout: "", stderr: "" }),
    text: async (args) => {
      asked.push(args.join(" "));
      return args.some((arg) => arg === "volume=events") ? `relay-1\t${folderOfUser}\t` : "";
    },
  });
  await refuseUsed(engineWith(folder), session, ["events"]);
  expect(asked).not.toEqual([]);
  await expect(refuseUsed(engineWith("/elsewhere"), session, ["events"])).rejects.toMatchObject({
    parts: { code: "VOLUME_IN_USE", evidence: "relay-1" },
  });
});
