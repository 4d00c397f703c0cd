import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { lockText } from "../../src/lock/lock-text.ts";
import type { LockEntry } from "../../src/model/lock.ts";
import { shopConfig } from "../fixtures/shop.ts";
import { fakeRegistry } from "../lock/support/fake-registry.ts";
import { testManifest } from "../lock/support/image.ts";
import { commandIn, edit, readLock, stored, workplace } from "../lock/support/workplace.ts";

describe("lock --update", () => {
  test("writes the lock of a configuration that has none, and then nothing more", async () => {
    const { folder, file, lock } = await workplace();
    const first = await lock(["--update"]);
    expect(first).toMatchObject({ code: 0, out: expect.stringContaining("wrote images.lock.json\n") });
    expect(Object.entries(readLock(file).images).map(([key, { digest }]) => [key, digest])).toEqual([
      ["payment", stored["acme/payment:sha-0123abc"]?.digest],
      ["postgres", stored["library/postgres:17.2.0"]?.digest],
      ["shop", stored["acme/shop:1.0.0"]?.digest],
      ["shop-next", stored["acme/shop:2.0.0"]?.digest],
    ]);
    expect(readLock(file).images.shop).toMatchObject({
      reference: "registry.example/acme/shop:1.0.0",
      platforms: ["linux/amd64", "linux/arm64"],
      source: "mirror of registry.example",
      verified: true,
    });
    const text = readFileSync(file, "utf8");
    expect(await lock(["--update"])).toMatchObject({
      code: 0,
      out: expect.stringContaining("images.lock.json stays as it is\n"),
    });
    expect(readFileSync(file, "utf8")).toBe(text);
    expect(existsSync(join(folder, "generated"))).toBe(false);
  });

  test("of named images asks for these only", async () => {
    const { file, lock, registry } = await workplace();
    expect((await lock(["--update", "shop"])).code).toBe(0);
    expect(Object.keys(readLock(file).images)).toEqual(["shop"]);
    expect(registry.seen.map(({ url }) => url)).toEqual(["/v2/acme/shop/manifests/1.0.0"]);
  });

  test("keeps what a registry refuses or does not answer, and writes the rest", async () => {
    const { file, lock } = await workplace();
    await lock(["--update"]);
    const before = readLock(file).images;
    edit(file, "shop", {
      digest: null,
      verified: false,
      waiver: { reason: "not locked yet", expires: "9999-12-31" },
    });
    edit(file, "postgres", { verified: false });
    const kept = readLock(file).images.shop;
    const broken = await fakeRegistry((url, response) => {
      if (url.includes("payment")) response.writeHead(404).end();
      else response.writeHead(503).end();
      return true;
    });
    const { code, out, err } = await lock(["--update"], {
      COMPOSE_GEN_MIRROR_REGISTRY_EXAMPLE: broken.origin,
    });
    expect(code).toBe(2);
    const { postgres, ...others } = readLock(file).images;
    expect(others).toEqual({ payment: before.payment, shop: kept, "shop-next": before["shop-next"] });
    expect(postgres).toMatchObject({ digest: before.postgres?.digest, verified: true });
    expect(postgres?.resolvedAt).not.toBe(before.postgres?.resolvedAt);
    expect(out).toContain("confirmed postgres");
    expect(err).toContain("shop, shop-next: The registry at 127.0.0.1");
    expect(err).toContain("status 503");
    expect(err).toContain("[REGISTRY_NO_SUCH_TAG]");
    expect(err).toContain("Not updated: payment, shop, shop-next");
  });

  test("ends with 1 when every registry answered and one answer is no good", async () => {
    const { file, lock } = await workplace((url, response) => {
      if (url.includes("payment")) response.end("{}");
      return url.includes("payment");
    });
    expect((await lock(["--update"])).code).toBe(1);
    expect(Object.keys(readLock(file).images)).toEqual(["postgres", "shop", "shop-next"]);
  });

  test("writes nothing when nobody answers, and the file is not even created", async () => {
    const { file, lock } = await workplace((_url, response) => {
      response.destroy();
      return true;
    });
    const { code, err } = await lock(["--update"]);
    expect(code).toBe(2);
    expect(err.match(/\[REGISTRY_UNREACHABLE\]/g)).toHaveLength(1);
    expect(err).toContain("payment, postgres, shop, shop-next: The registry at");
    expect(err).toContain("or name a mirror: COMPOSE_GEN_MIRROR_<HOST>=https://...");
    expect(err).toContain("/v2/acme/shop/manifests/2.0.0");
    expect(existsSync(file)).toBe(false);
  });

  test("refuses a tag that moved unless its image is named, and shows a child manifest and an image that is gone", async () => {
    const { file, lock } = await workplace();
    await lock(["--update"]);
    const child = testManifest("linux/arm64", "one").manifest.digest;
    edit(file, "shop", { digest: child });
    edit(file, "payment", { digest: `sha256:${"e".repeat(64)}` });
    const lockFile = readLock(file);
    lockFile.images.gone = lockFile.images.shop as LockEntry;
    writeFileSync(file, lockText(lockFile));
    const moved = readLock(file).images.payment;
    const { code, out, err } = await lock(["--update"]);
    expect(code).toBe(1);
    expect(err).toMatch(/payment: The tag is another image .*\[TAG_MOVED\]/);
    expect(err).toContain("Not updated: payment;");
    expect(readLock(file).images.payment).toEqual(moved);
    expect(out).toContain(`was the manifest of linux/arm64 alone: ${child}`);
    expect(out).toMatch(/^removed {3}gone .* no longer in images.json$/m);
    const named = await lock(["--update", "payment"]);
    expect(named).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^moved {5}payment .* was sha256:e{64}$/m),
    });
    expect((await lock(["--check"])).code).toBe(0);
  });

  test("with --dry-run and --json prints the plan and writes nothing", async () => {
    const { file, lock } = await workplace();
    const { code, out } = await lock(["--update", "--dry-run", "--json"]);
    expect(code).toBe(0);
    const plan = JSON.parse(out);
    expect(plan).toMatchObject({ version: 1, file: "images.lock.json", changed: true, written: false });
    expect(plan.images[0]).toMatchObject({ key: "payment", outcome: "added", before: null });
    expect(plan.lock.images.shop.verified).toBe(true);
    expect(existsSync(file)).toBe(false);
    expect((await lock(["--update", "--dry-run"])).out).toContain("would write images.lock.json\n");
  });

  test("does not overwrite what somebody wrote meanwhile", async () => {
    let meanwhile = () => {};
    const { file, lock } = await workplace((url) => {
      if (url.includes("payment")) meanwhile();
      return false;
    });
    const other = '{"lockVersion":1,"images":{}}';
    meanwhile = () => writeFileSync(file, other);
    const { code, err } = await lock(["--update"]);
    expect(code).toBe(3);
    expect(err).toContain("[LOCK_CHANGED]");
    expect(readFileSync(file, "utf8")).toBe(other);
  });

  test("refuses a broken lock file before it asks anybody, and leaves it as it is", async () => {
    const { file, lock, registry } = await workplace();
    writeFileSync(file, "<<<<<<< HEAD\n");
    const { code, err } = await lock(["--update"]);
    expect(code).toBe(3);
    expect(err).toContain("[LOCK_INVALID]");
    expect(registry.seen).toEqual([]);
    expect(readFileSync(file, "utf8")).toBe("<<<<<<< HEAD\n");
  });

  test("writes where --lock says, starting from the configuration's own lock", async () => {
    const { folder, registry } = await workplace();
    writeFileSync(join(folder, "config.json"), JSON.stringify(shopConfig()));
    mkdirSync(join(folder, "deep"));
    const { code, out } = await commandIn(
      folder,
      registry,
    )(["--update", "--lock", "deep/my.lock.json", "shop"]);
    expect({ code, out }).toMatchObject({
      code: 0,
      out: expect.stringContaining("wrote deep/my.lock.json\n"),
    });
    const { images } = readLock(join(folder, "deep/my.lock.json"));
    expect(Object.keys(images)).toHaveLength(4);
    expect(images.postgres).toEqual(shopConfig().lock.images.postgres);
  });
});
