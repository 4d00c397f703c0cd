import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Backend, BroughtUp, Operation } from "../../src/backend/backend.ts";
import { embeddedBackend } from "../../src/backend/embedded/index.ts";
import type { UpgradeBackend, UpgradePlan } from "../../src/backend/upgrades.ts";
import { StackError } from "../../src/errors.ts";
import { backupForUpgrade } from "../../src/upgrade/backup.ts";
import { isDone, planRollback, planUpgrade, rollBack, upgradeInstance } from "../../src/upgrade/upgrade.ts";
import { readVersions, refuseUnfinishedUpgrade, type Version } from "../../src/upgrade/versions.ts";
import { fileInstance, fileOperation, lock } from "../support/file-instance.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** Images and their data versions: `bad` never becomes healthy, `two` and `worse` store data in another form. */
const DATA: Record<string, number> = { one: 1, next: 1, bad: 1, two: 2, worse: 2 };

const version = (image: string): Version => ({
  images: { relay: image },
  files: null,
  services: { relay: { image, dataVersion: DATA[image] ?? 1 } },
});

/** An engine in a file: what runs is its content. */
const running = ({ paths }: Pick<Operation, "paths">) => readFileSync(paths.file("engine"), "utf8");

interface Fake {
  /** Images that do not become healthy. */
  broken?: string[];
  /** Told at each step. */
  hook?: (step: string) => void;
}

function fakeBackend({ broken = ["bad", "worse"], hook = () => {} }: Fake = {}): Backend {
  const planTo: UpgradeBackend["planTo"] = async (place, target): Promise<UpgradePlan> => {
    const [from, to] = [running(place).replace("stopped ", ""), target.images.relay ?? ""];
    return {
      services: [{ service: "relay", from, to, changed: from !== to, oneWay: false }],
      files: [],
      running: running(place).startsWith("stopped") ? [] : ["relay"],
      before: version(from),
      target: { ...target, services: version(to).services },
    };
  };
  const write = (place: Operation, text: string) => writeFileSync(place.paths.file("engine"), text);
  const upgrades: UpgradeBackend = {
    planTo,
    plan: (place, { images }) => planTo(place, version(images.relay ?? "one")),
    fetch: async (_, plan) => {
      hook("fetched");
      const data = (known: Version) => known.services.relay?.dataVersion ?? 1;
      const oneWay = data(plan.target) > data(plan.before);
      if (data(plan.target) < data(plan.before)) throw new StackError({ code: "DATA_TOO_NEW", what: "" });
      return { ...plan, services: plan.services.map((row) => ({ ...row, oneWay })) };
    },
    async apply(operation, target) {
      hook("chosen");
      const image = target.images.relay ?? "";
      write(operation, image);
      hook("replaced");
      if (broken.includes(image))
        throw new StackError({ code: "SERVICE_NOT_READY", what: `${image} is sick.` });
      return { started: ["relay"] } as unknown as BroughtUp;
    },
    choose: async (operation, target) => write(operation, `stopped ${target.images.relay}`),
  };
  return {
    ...embeddedBackend,
    down: async (operation) => {
      write(operation, `stopped ${running(operation)}`);
      return [];
    },
    upgrades,
  };
}

function instance(image = "one"): Operation {
  const operation = fileInstance(temporaryFolder());
  writeFileSync(operation.paths.file("engine"), image);
  return operation;
}

const request = (image?: string) => ({ to: undefined, images: image === undefined ? {} : { relay: image } });

async function upgrade(backend: Backend, operation: Operation, image?: string, noBackup = true) {
  const planned = await planUpgrade(backend, operation, request(image));
  return upgradeInstance(backend, operation, lock, planned, { noBackup });
}

async function rollback(backend: Backend, operation: Operation) {
  return rollBack(backend, operation, lock, await planRollback(backend, operation));
}

const failure = (code: string, exitCode: number) =>
  expect.objectContaining({ exitCode, parts: expect.objectContaining({ code }) });

test("an upgrade replaces the version, and a rollback goes back to it once", async () => {
  const operation = instance();
  const backend = fakeBackend();
  await expect(planRollback(backend, operation)).rejects.toEqual(failure("NO_ROLLBACK", 3));
  await upgrade(backend, operation, "next");
  expect(running(operation)).toBe("next");
  expect(readVersions(operation.paths)).toMatchObject({
    previous: { version: version("one") },
    unfinished: null,
  });
  expect(isDone(await planUpgrade(backend, operation, request("next")))).toBe(true);

  await rollback(backend, operation);
  expect(running(operation)).toBe("one");
  await expect(planRollback(backend, operation)).rejects.toEqual(failure("NO_ROLLBACK", 3));
});

test("a version that does not become well is taken back, and the one of before runs again", async () => {
  const operation = instance();
  const backend = fakeBackend();
  await upgrade(backend, operation, "next");
  const versions = readVersions(operation.paths);
  await expect(upgrade(backend, operation, "bad")).rejects.toEqual(failure("UPGRADE_FAILED", 1));
  expect(running(operation)).toBe("next");
  expect(readVersions(operation.paths)).toEqual(versions);
});

test("a stopped instance is not started on the version of before when the new one fails", async () => {
  const operation = instance("stopped one");
  await expect(upgrade(fakeBackend(), operation, "bad")).rejects.toEqual(failure("UPGRADE_FAILED", 1));
  expect(running(operation)).toBe("stopped one");
});

test("where the version of before does not come back either, the record stays and says what to do", async () => {
  const operation = instance();
  const backend = fakeBackend({ broken: ["one", "bad"] });
  await expect(upgrade(backend, operation, "bad")).rejects.toEqual(failure("UPGRADE_FAILED", 2));
  expect(() => refuseUnfinishedUpgrade(operation.paths, "test")).toThrowError(
    failure("UPGRADE_INCOMPLETE", 2),
  );
  await rollback(fakeBackend(), operation);
  expect(running(operation)).toBe("one");
  refuseUnfinishedUpgrade(operation.paths, "test");
});

test("data in another form needs a backup, and is never started on with the version of before", async () => {
  const operation = instance();
  const backend = fakeBackend();
  await expect(upgrade(backend, operation, "two")).rejects.toEqual(failure("BACKUP_NEEDED", 3));
  expect(running(operation)).toBe("one");

  await expect(upgrade(backend, operation, "worse", false)).rejects.toEqual(
    expect.objectContaining({
      exitCode: 2,
      parts: expect.objectContaining({ next: expect.stringMatching(/restore \S+backups\S+\.age --yes/) }),
    }),
  );
  expect(running(operation)).toBe("stopped one");

  await upgrade(backend, operation, "two", false);
  expect(readVersions(operation.paths).previous?.backup).toMatch(/backups\/.*\.age$/);
  await expect(rollback(backend, operation)).rejects.toEqual(failure("DATA_TOO_NEW", 3));
  expect(running(operation)).toBe("two");
});

test("the processes of stackctl have its own version", async () => {
  await expect(planUpgrade(embeddedBackend, instance(), request())).rejects.toEqual(
    failure("UPGRADE_EMBEDDED", 3),
  );
});

/** An instance as a kill at each step of an upgrade to `next` would leave it. */
async function killedAt(step: string): Promise<Operation> {
  const operation = instance();
  let killed = "";
  const hook = (now: string) => {
    if (now !== step || killed) return;
    killed = temporaryFolder();
    cpSync(operation.paths.root, join(killed, "test"), { recursive: true });
  };
  await upgrade(fakeBackend({ hook }), operation, "next");
  return fileOperation(killed);
}

test("killed before anything is replaced there is nothing to finish", async () => {
  const operation = await killedAt("fetched");
  refuseUnfinishedUpgrade(operation.paths, "test");
  expect(running(operation)).toBe("one");
});

test.each(["chosen", "replaced"])("killed when %s, an upgrade is finished or undone", async (step) => {
  const finished = await killedAt(step);
  expect(() => refuseUnfinishedUpgrade(finished.paths, "test")).toThrowError(
    expect.objectContaining({
      parts: expect.objectContaining({
        next: expect.stringMatching(/upgrade[\s\S]*finishes[\s\S]*rollback/),
      }),
    }),
  );
  await expect(upgrade(fakeBackend(), finished, "other")).rejects.toEqual(failure("UPGRADE_INCOMPLETE", 2));
  await upgrade(fakeBackend(), finished);
  expect(running(finished)).toBe("next");
  expect(readVersions(finished.paths)).toMatchObject({
    previous: { version: version("one") },
    unfinished: null,
  });

  const undone = await killedAt(step);
  await rollback(fakeBackend(), undone);
  expect(running(undone)).toBe("one");
  expect(readVersions(undone.paths)).toMatchObject({ previous: null, unfinished: null });
});

test("of the backups that upgrades make the last three are kept", async () => {
  const operation = instance();
  const { backups } = operation.paths;
  mkdirSync(backups);
  for (const day of [1, 2, 3]) writeFileSync(join(backups, `2026010${day}-000000.000-0.6.0.age`), "");
  writeFileSync(join(backups, "mine.age"), "");
  const file = await backupForUpgrade(embeddedBackend, operation, lock);
  expect(readdirSync(backups).map((name) => join(backups, name))).toEqual([
    join(backups, "20260102-000000.000-0.6.0.age"),
    join(backups, "20260103-000000.000-0.6.0.age"),
    file,
    join(backups, "mine.age"),
  ]);
});
