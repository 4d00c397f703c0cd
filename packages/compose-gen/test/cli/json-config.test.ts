import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { lockText } from "../../src/lock/lock-text.ts";
import { shopConfig } from "../fixtures/shop.ts";
import { workplace } from "../lock/support/workplace.ts";
import { temporaryFolder } from "../support/folder.ts";
import { run } from "../support/run.ts";

const render = ["render", "--stdout", "--config", "config.json"];

/** A folder with the example's configuration as JSON without a lock. */
function folderWithoutLock(): { folder: string; lockFile: string } {
  const folder = temporaryFolder();
  const { lock: _lock, ...config } = shopConfig();
  writeFileSync(join(folder, "config.json"), JSON.stringify(config));
  return { folder, lockFile: join(folder, "images.lock.json") };
}

test("without a lock of its own the lock file beside it counts", async () => {
  const { folder, lockFile } = folderWithoutLock();
  expect((await run(folder, render)).err).toContain("lock.images.shop: is missing");
  writeFileSync(lockFile, lockText(shopConfig().lock));
  const { code, out } = await run(folder, render);
  expect(code).toBe(0);
  expect(out).toBe((await run(folder, ["render", "--stdout"])).out);
});

test("what an update writes is what the next render uses", async () => {
  const { folder, lock, registry } = await workplace();
  expect((await lock(["--update"])).code).toBe(0);
  const { code, out } = await run(folder, [...render, "shop"]);
  expect(code).toBe(0);
  expect(registry.seen.length).toBeGreaterThan(0);
  expect(out).toMatch(/image: registry\.example\/acme\/shop:1\.0\.0@sha256:[0-9a-f]{64}\n/);
});

test("with a lock of its own a file beside it does not count", async () => {
  const { folder, lockFile } = folderWithoutLock();
  writeFileSync(join(folder, "config.json"), JSON.stringify(shopConfig()));
  writeFileSync(lockFile, lockText({ lockVersion: 1, images: {} }));
  expect((await run(folder, render)).code).toBe(0);
});

test("a lock file beside it that is broken is named", async () => {
  const { folder, lockFile } = folderWithoutLock();
  writeFileSync(lockFile, "<<<<<<< HEAD\n");
  const { code, err } = await run(folder, render);
  expect(code).toBe(3);
  expect(err).toMatch(/\[LOCK_INVALID\]\n +where: +images\.lock\.json\n/);
});

test("a service without its kind is told the kinds", async () => {
  const folder = temporaryFolder();
  const config = JSON.parse(JSON.stringify(shopConfig()));
  delete config.stacks.one[0].services[0].kind;
  writeFileSync(join(folder, "config.json"), JSON.stringify(config));
  const { err } = await run(folder, render);
  expect(err).toContain("stacks.one[0].services[0].kind: must be service or job, and is missing");
  expect(err).toContain("`compose-gen schema` prints the schema of the file");
});
