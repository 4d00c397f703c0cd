import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { writeFileAtomic } from "../../src/instance/atomic-file.ts";
import { instancePaths } from "../../src/instance/folders.ts";
import { newInstanceState, readInstanceState, writeInstanceState } from "../../src/instance/state.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const sample = () =>
  newInstanceState({ instance: "test", stack: "unicity", portBase: null, now: new Date(0) });

function mountTinyDisk(): string | undefined {
  const folder = join(temporaryFolder(), "disk");
  mkdirSync(folder);
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=16k", "tmpfs", folder], { stdio: "ignore" });
  } catch {
    return undefined;
  }
  onTestFinished(() => void execFileSync("umount", [folder]));
  return folder;
}

const canMount = process.getuid?.() === 0 && process.platform === "linux";

test("reads back what was written", () => {
  const paths = instancePaths(temporaryFolder(), "test");
  const state = sample();
  state.services.relay = {
    port: 7777,
    url: "ws://127.0.0.1:7777",
    process: { pid: 12, started: "34@boot" },
    startedAt: "2026-01-01T00:00:00.000Z",
  };
  writeInstanceState(paths, state);
  expect(readInstanceState(paths)).toEqual(state);
});

test.each([
  ["is no JSON", "{", "JSON"],
  ["has a wrong type", JSON.stringify({ ...sample(), portBase: "7777" }), "portBase"],
  ["has an unknown field", JSON.stringify({ ...sample(), extra: 1 }), "unrecognized_keys"],
])("a state file that %s is refused and stays as it is", (_, content, evidence) => {
  const paths = instancePaths(temporaryFolder(), "test");
  mkdirSync(paths.root);
  writeFileSync(paths.stateFile, content);
  expect(() => readInstanceState(paths)).toThrowError(
    expect.objectContaining({
      parts: expect.objectContaining({
        code: "STATE_CORRUPT",
        where: paths.stateFile,
        evidence: expect.stringContaining(evidence),
      }),
    }),
  );
  expect(readFileSync(paths.stateFile, "utf8")).toBe(content);
});

test("the state of a newer version is not touched", () => {
  const paths = instancePaths(temporaryFolder(), "test");
  mkdirSync(paths.root);
  writeFileSync(paths.stateFile, JSON.stringify({ ...sample(), schemaVersion: 2, more: true }));
  expect(() => readInstanceState(paths)).toThrowError(expect.objectContaining({ code: "STATE_NEWER" }));
});

test.skipIf(!canMount)("a full disk leaves the old file whole and no temporary one (needs root)", () => {
  const disk = mountTinyDisk();
  if (!disk) throw new Error("root could not mount a tmpfs");
  const file = join(disk, "instance.json");
  writeFileAtomic(file, "old");
  expect(() => writeFileAtomic(file, "x".repeat(64 * 1024))).toThrowError(
    expect.objectContaining({ code: "DISK_FULL" }),
  );
  expect(readFileSync(file, "utf8")).toBe("old");
  expect(readdirSync(disk)).toEqual(["instance.json"]);
});

test("a folder that cannot be written is named with a way out", () => {
  const file = join(temporaryFolder(), "file");
  writeFileSync(file, "");
  expect(() => writeFileAtomic(join(file, "instance.json"), "x")).toThrowError(
    expect.objectContaining({
      parts: expect.objectContaining({
        code: "STATE_UNWRITABLE",
        next: expect.stringContaining("STACKCTL_HOME"),
      }),
    }),
  );
});
