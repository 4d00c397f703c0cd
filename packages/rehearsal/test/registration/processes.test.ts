import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { findMaster, uptimeSeconds, workersOf } from "../../src/registration/haproxy/processes.ts";
import { temporaryFolder } from "./support/api.ts";

interface Entry {
  pid: number;
  name: string;
  parent: number;
}

/** A `/proc` with these processes, started 30 s after a boot that is 100 s ago. */
function procOf(...entries: Entry[]): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "uptime"), "100.25 180.00\n");
  for (const { pid, name, parent } of entries) {
    mkdirSync(join(folder, `${pid}`));
    const rest = `S ${parent} ${Array.from({ length: 17 }, () => 0).join(" ")} 3000 0 0\n`;
    writeFileSync(join(folder, `${pid}`, "stat"), `${pid} (${name}) ${rest}`);
  }
  return folder;
}

test("the master is the first process of a container, its workers are its children", async () => {
  const proc = procOf(
    { pid: 1, name: "haproxy", parent: 0 },
    { pid: 9, name: "bash", parent: 1 },
    { pid: 12, name: "haproxy", parent: 1 },
    { pid: 20, name: "haproxy", parent: 1 },
  );
  expect(await findMaster(proc)).toBe(1);
  expect((await workersOf(1, proc)).sort()).toEqual([12, 20]);
  expect(await uptimeSeconds(1, proc)).toBe(70);
});

test("the master is found below an init process too", async () => {
  const proc = procOf(
    { pid: 1, name: "docker-init", parent: 0 },
    { pid: 7, name: "haproxy", parent: 1 },
    { pid: 12, name: "haproxy", parent: 7 },
  );
  expect(await findMaster(proc)).toBe(7);
  expect(await workersOf(7, proc)).toEqual([12]);
});

test("without HAProxy there is no master, whatever other processes call themselves", async () => {
  const proc = procOf({ pid: 1, name: "sh", parent: 0 }, { pid: 5, name: "a (haproxy) S 1", parent: 1 });
  expect(await findMaster(proc)).toBeUndefined();
});
