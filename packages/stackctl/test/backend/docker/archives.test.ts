import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, expect, test, vi } from "vitest";
import { copyIn, copyOut } from "../../../src/backend/docker/engine/archives.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const LIMITS = { idle: 300, grace: 100 };
const never = new AbortController().signal;
afterEach(() => vi.unstubAllEnvs());

/** Lets `docker` be this shell script. @returns a folder for files */
function dockerIs(script: string): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "docker"), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, "docker"), 0o755);
  vi.stubEnv("PATH", `${folder}:${process.env.PATH}`);
  return folder;
}

const DEAF = "trap '' TERM; while :; do sleep 1; done";

test("a copy in which nothing moves is given up, also when the client does not listen", async () => {
  const folder = dockerIs(`echo begun; ${DEAF}`);
  const failed = { code: "ENGINE_FAILED", parts: { evidence: expect.stringContaining("nothing moved") } };
  await expect(copyOut("c", "/state/0", join(folder, "a"), never, LIMITS)).rejects.toMatchObject(failed);
  writeFileSync(join(folder, "b"), gzipSync("some"));
  await expect(copyIn(join(folder, "b"), "c", "/state", never, LIMITS)).rejects.toMatchObject(failed);
});

test("an abort ends the copy although the client does not listen", async () => {
  const folder = dockerIs(DEAF);
  const reader = new AbortController();
  const copy = copyOut("c", "/state/0", join(folder, "a"), reader.signal, { ...LIMITS, idle: 60_000 });
  setTimeout(() => reader.abort(), 100);
  await expect(copy).rejects.toMatchObject({ name: "AbortError" });
});

test("a copy may take longer than the limit while bytes move", async () => {
  const folder = dockerIs("for i in 1 2 3 4 5 6; do echo part; sleep 0.5; done");
  const { bytes } = await copyOut("c", "/state/0", join(folder, "a"), never, { ...LIMITS, idle: 2_500 });
  expect(bytes).toBeGreaterThan(0);
});
