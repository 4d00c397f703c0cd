import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { expect, test } from "vitest";
import { makeFolder } from "../../src/instance/atomic-file.ts";
import { instancePaths } from "../../src/instance/folders.ts";
import { acquireLock, lockHolder } from "../../src/instance/lock.ts";
import { identifyProcess } from "../../src/process/identity.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const newPaths = () => instancePaths(temporaryFolder(), "test");

test("names the command that holds the instance when the wait is over", async () => {
  const paths = newPaths();
  const lock = await acquireLock(paths, { verb: "up" });
  const error = await acquireLock(paths, { verb: "down", waitMs: 0 }).catch((thrown) => thrown);
  expect(error.parts).toMatchObject({
    code: "INSTANCE_BUSY",
    evidence: expect.stringMatching(
      new RegExp(`^\`up\`, pid ${process.pid} on ${hostname()}, since \\d{4}-`),
    ),
  });
  lock.release();
});

test("the next command gets the lock once it is released, and nothing is left of it afterwards", async () => {
  const paths = newPaths();
  const first = await acquireLock(paths, { verb: "up" });
  const waits: string[] = [];
  const second = acquireLock(paths, {
    verb: "down",
    onWait: ({ verb }) => {
      waits.push(verb);
      first.release();
    },
  });
  (await second).release();
  expect(waits).toEqual(["up"]);
  expect(readdirSync(paths.root)).toEqual([]);
});

test("takes over the lock of a dead process and says so", async () => {
  const paths = newPaths();
  makeFolder(paths.root);
  const dead = { pid: 2 ** 22 + 1, started: "1@boot", verb: "up", since: "2026-01-01T00:00:00Z" };
  writeFileSync(paths.lockFile, JSON.stringify(dead));
  const lock = await acquireLock(paths, { verb: "down", waitMs: 0 });
  expect(lock.recovered).toBe(true);
  expect(JSON.parse(readFileSync(paths.lockFile, "utf8"))).toMatchObject({ pid: process.pid, verb: "down" });
});

test("a lock on behalf of another process lasts until both have ended", async () => {
  const paths = newPaths();
  makeFolder(paths.root);
  const dead = { pid: 2 ** 22 + 1, started: "1@boot" };
  const holder = { ...dead, host: hostname(), verb: "e2e", since: "2026-01-01T00:00:00Z" };
  const alive = identifyProcess(process.pid);
  writeFileSync(paths.lockFile, JSON.stringify({ ...holder, onBehalfOf: alive }));
  expect(lockHolder(paths)).toMatchObject(dead);
  await expect(acquireLock(paths, { verb: "up", waitMs: 0 })).rejects.toMatchObject({
    parts: expect.objectContaining({ code: "INSTANCE_BUSY" }),
  });
  writeFileSync(paths.lockFile, JSON.stringify({ ...holder, onBehalfOf: dead }));
  expect(lockHolder(paths)).toBeUndefined();
});

test("a command on another machine holds a shared folder, and the way out is named", async () => {
  const paths = newPaths();
  makeFolder(paths.root);
  const far = { pid: 1, started: "1@boot", host: "elsewhere", verb: "up", since: "2026-01-01T00:00:00Z" };
  writeFileSync(paths.lockFile, JSON.stringify(far));
  const error = await acquireLock(paths, { verb: "down", waitMs: 0 }).catch((thrown) => thrown);
  expect(error.parts).toMatchObject({
    code: "INSTANCE_BUSY",
    evidence: expect.stringContaining("pid 1 on elsewhere"),
    next: expect.stringContaining(`delete ${paths.lockFile}`),
  });
  expect(lockHolder(paths)).toMatchObject({ host: "elsewhere" });
});

test("a live process with the pid of the holder, started at another time, does not hold the lock", async () => {
  const paths = newPaths();
  makeFolder(paths.root);
  writeFileSync(
    paths.lockFile,
    JSON.stringify({ pid: process.pid, started: "earlier", verb: "up", since: "" }),
  );
  expect((await acquireLock(paths, { verb: "down", waitMs: 0 })).recovered).toBe(true);
});

test("many commands at once hold it one after the other", async () => {
  const paths = newPaths();
  let holders = 0;
  let most = 0;
  const work = async () => {
    const lock = await acquireLock(paths, { verb: "up" });
    most = Math.max(most, ++holders);
    await Promise.resolve();
    holders--;
    lock.release();
  };
  await Promise.all(Array.from({ length: 8 }, work));
  expect(most).toBe(1);
});
