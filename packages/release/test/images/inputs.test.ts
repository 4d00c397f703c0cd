import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type ImageBuild, runCommand } from "rehearsal";
import { expect, test } from "vitest";
import { hashInputs } from "../../src/images/inputs.ts";
import { temporaryFolder } from "../support/folder.ts";

/** An image in a checkout of its own, with one context that git has and one that a build wrote. */
function sampleBuild() {
  const folder = temporaryFolder();
  const write = (path: string, text: string) => {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  write(".gitignore", "dist/\n__pycache__/\n");
  write("image/Dockerfile", "FROM scratch\n");
  write("image/entrypoint.sh", "exec true\n");
  write("routes/relay.conf", "location / {}\n");
  write("dist/cli.js", "run();\n");
  execFileSync("git", ["init", "--quiet"], { cwd: folder });
  execFileSync("git", ["add", "."], { cwd: folder });
  const build: ImageBuild = {
    kind: "build",
    name: "relay",
    context: join(folder, "image"),
    arguments: {
      BASE_IMAGE: "base@sha256:1",
      VERSION: "0.6.1",
      REVISION: "a",
      DEBIAN_SNAPSHOT: "20261101T000000Z",
    },
    contexts: { routes: join(folder, "routes"), devnet: join(folder, "dist") },
  };
  const hash = (change: Partial<ImageBuild> = {}, platforms = ["linux/amd64"]) =>
    hashInputs({ build: { ...build, ...change }, platforms }, runCommand);
  return { build, write, hash };
}

test("the same inputs have the same hash in another folder", async () => {
  const [first, second] = [sampleBuild(), sampleBuild()];
  expect(await first.hash()).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(await first.hash()).toBe(await second.hash());
});

test.each([
  ["Dockerfile", "image/Dockerfile"],
  ["file of the context", "image/entrypoint.sh"],
  ["file of another context", "routes/relay.conf"],
  ["file that a build wrote", "dist/cli.js"],
])("another %s gives another hash", async (_, path) => {
  const { hash, write } = sampleBuild();
  const before = await hash();
  write(path, "changed\n");
  expect(await hash()).not.toBe(before);
});

test("base, version, the day of Debian and platforms count; the commit, the keeper of snapshots and what tools leave do not", async () => {
  const { build, hash, write } = sampleBuild();
  const before = await hash();
  const other = (change: Record<string, string>) => hash({ arguments: { ...build.arguments, ...change } });
  expect(await other({ BASE_IMAGE: "base@sha256:2" })).not.toBe(before);
  expect(await other({ VERSION: "0.6.2" })).not.toBe(before);
  expect(await hash({}, ["linux/amd64", "linux/arm64"])).not.toBe(before);
  expect(await other({ DEBIAN_SNAPSHOT: "20261201T000000Z" })).not.toBe(before);
  expect(await other({ REVISION: "b", DEBIAN_ARCHIVE: "http://mirror.example" })).toBe(before);
  write("image/__pycache__/x.pyc", "left\n");
  expect(await hash()).toBe(before);
});
