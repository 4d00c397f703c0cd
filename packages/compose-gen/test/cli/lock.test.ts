import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { lockText } from "../../src/lock/lock-text.ts";
import type { Lock, LockEntry } from "../../src/model/lock.ts";
import { shopConfig } from "../fixtures/shop.ts";
import { type FakeRegistry, fakeRegistry, type Interceptor } from "../lock/support/fake-registry.ts";
import { testIndex, testManifest } from "../lock/support/image.ts";
import { temporaryFolder } from "../support/folder.ts";
import { run } from "../support/run.ts";

const indexOf = (mark: string) =>
  testIndex([testManifest("linux/amd64", mark), testManifest("linux/arm64", mark)]);
const stored: Record<string, ReturnType<typeof indexOf>> = {
  "acme/shop:1.0.0": indexOf("one"),
  "acme/shop:2.0.0": indexOf("two"),
  "acme/payment:sha-0123abc": indexOf("payment"),
  "library/postgres:17.2.0": indexOf("postgres"),
};

/** A folder with the example's configuration without a lock, and a registry that has all its images. */
async function workplace(intercept?: Interceptor) {
  const registry = await fakeRegistry(intercept);
  for (const [reference, index] of Object.entries(stored)) registry.put(reference, index);
  const folder = temporaryFolder();
  const { lock: _lock, ...config } = shopConfig();
  writeFileSync(join(folder, "config.json"), JSON.stringify(config));
  return { registry, folder, file: join(folder, "images.lock.json"), lock: commandIn(folder, registry) };
}

/** Runs `lock` in the folder; all registries are this one. */
function commandIn(folder: string, registry: FakeRegistry) {
  return (args: string[], env: Record<string, string> = {}) =>
    run(folder, ["lock", "--config", "config.json", ...args], {
      DOCKER_CONFIG: folder,
      COMPOSE_GEN_MIRROR_REGISTRY_EXAMPLE: registry.origin,
      COMPOSE_GEN_MIRROR_DOCKER_IO: registry.origin,
      ...env,
    });
}

const readLock = (file: string) => JSON.parse(readFileSync(file, "utf8")) as Lock;

/** Changes an entry of the lock file. */
function edit(file: string, key: string, change: Partial<LockEntry>) {
  const lock = readLock(file);
  Object.assign(lock.images[key] as LockEntry, change);
  writeFileSync(file, lockText(lock));
}

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
    expect(readLock(file).images).toMatchObject({ ...before, shop: kept });
    expect(readLock(file).images.postgres).toMatchObject({ verified: true });
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
    expect(err).toContain("/v2/acme/shop/manifests/2.0.0");
    expect(existsSync(file)).toBe(false);
  });

  test("shows a moved tag, a child manifest and an image that is gone by name", async () => {
    const { file, lock } = await workplace();
    await lock(["--update"]);
    const child = testManifest("linux/arm64", "one").manifest.digest;
    edit(file, "shop", { digest: child });
    edit(file, "payment", { digest: `sha256:${"0".repeat(64)}` });
    const lockFile = readLock(file);
    lockFile.images.gone = lockFile.images.shop as LockEntry;
    writeFileSync(file, lockText(lockFile));
    const { code, out } = await lock(["--update"]);
    expect(code).toBe(0);
    expect(out).toContain(`was the manifest of linux/arm64 alone: ${child}`);
    expect(out).toMatch(/^moved {5}payment .* was sha256:0{64}$/m);
    expect(out).toMatch(/^removed {3}gone .* no longer in images.json$/m);
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

describe("lock --check", () => {
  test("is content with what an update wrote, offline and online, and writes nothing", async () => {
    const { file, lock, registry } = await workplace();
    await lock(["--update"]);
    const text = readFileSync(file, "utf8");
    const asked = registry.seen.length;
    expect(await lock(["--check", "--offline"])).toEqual({
      code: 0,
      out: "4 images are locked, checked offline\n",
      err: "",
    });
    expect(await lock([])).toEqual(await lock(["--check", "--offline"]));
    expect(registry.seen).toHaveLength(asked);
    const online = await lock(["--check"]);
    expect(online).toMatchObject({ code: 0, out: "4 images are locked, checked with their registries\n" });
    expect(readFileSync(file, "utf8")).toBe(text);
  });

  test.each<[string, (file: string) => void, string]>([
    [
      "an image is missing",
      (file) => writeFileSync(file, lockText({ lockVersion: 1, images: {} })),
      "lock.missing",
    ],
    [
      "the tag was bumped without the digest",
      (file) => edit(file, "shop", { reference: "registry.example/acme/shop:0.9.0" }),
      "lock.tag-changed",
    ],
    [
      "a waiver has expired",
      (file) => edit(file, "shop", { waiver: { reason: "not locked yet", expires: "2020-01-01" } }),
      "lock.waiver-expired",
    ],
    ["the file is no lock", (file) => writeFileSync(file, "{}"), "lock.form"],
    ["the file is no JSON", (file) => writeFileSync(file, "{"), "lock.form"],
  ])("fails offline when %s", async (_what, spoil, code) => {
    const { file, lock } = await workplace();
    await lock(["--update"]);
    spoil(file);
    const result = await lock(["--check", "--offline"]);
    expect(result.code).toBe(1);
    expect(result.err).toContain(`[${code}]`);
    const { ok, findings } = JSON.parse((await lock(["--check", "--offline", "--json"])).out);
    expect(ok).toBe(false);
    expect(findings).toContainEqual(expect.objectContaining({ level: "problem", code }));
  });

  test("fails online when the tag moved, and notes what an update would confirm", async () => {
    const { file, lock } = await workplace();
    await lock(["--update"]);
    edit(file, "shop", { digest: stored["acme/shop:2.0.0"]?.digest ?? null });
    edit(file, "postgres", { verified: false });
    expect((await lock(["--check", "--offline"])).code).toBe(0);
    const { code, out, err } = await lock(["--check"]);
    expect(code).toBe(1);
    expect(err).toContain("[lock.digest-differs]");
    expect(out).toContain("postgres: the registry confirms the digest [lock.confirmable]");
  });

  test("ends with 2 when a registry cannot be asked", async () => {
    const { lock } = await workplace((url, response) => {
      if (url.includes("2.0.0")) response.destroy();
      return url.includes("2.0.0");
    });
    await lock(["--update"]);
    const { code, err } = await lock(["--check"]);
    expect(code).toBe(2);
    expect(err).toContain("unreachable shop-next");
  });

  test("of the built-in definitions reads the lock in the current folder, else the embedded one", async () => {
    const folder = temporaryFolder();
    const embedded = await run(folder, ["lock", "--check", "--offline", "--json"]);
    expect(JSON.parse(embedded.out)).toMatchObject({ file: null });
    writeFileSync(join(folder, "images.lock.json"), '{"lockVersion":1,"images":{}}');
    const own = await run(folder, ["lock", "--check", "--offline", "--json"]);
    expect(JSON.parse(own.out)).toMatchObject({ file: "images.lock.json", ok: false });
  });
});

describe("lock --outdated", () => {
  test("lists newer tags and changes nothing", async () => {
    const { file, lock, registry } = await workplace();
    registry.tags["acme/shop"] = ["1.0.0", "1.0.1", "2.0.0", "latest"];
    registry.tags["acme/payment"] = ["sha-0123abc", "sha-89abcde"];
    registry.tags["library/postgres"] = ["17.2.0", "17.2.0-alpine"];
    const { code, out } = await lock(["--outdated"]);
    expect(code).toBe(0);
    expect(out).toMatch(/^shop {19}registry.example\/acme\/shop:1.0.0 {2}newer: 2.0.0, 1.0.1$/m);
    expect(out).toMatch(/^shop-next .*no newer tag of this kind$/m);
    expect(out).toMatch(/^postgres .*no newer tag of this kind$/m);
    expect(out).toMatch(/^payment .*a commit, which has no order; other commits with a tag: 1$/m);
    expect(existsSync(file)).toBe(false);
    expect(JSON.parse((await lock(["--outdated", "--json", "shop"])).out)).toEqual({
      version: 1,
      images: [
        {
          key: "shop",
          reference: "registry.example/acme/shop:1.0.0",
          status: "newer",
          newer: ["2.0.0", "1.0.1"],
          complete: true,
        },
      ],
    });
  });

  test("ends with 2 when a registry cannot be asked, and still lists the others", async () => {
    const { lock, registry } = await workplace((url, response) => {
      if (url.includes("payment")) response.destroy();
      return url.includes("payment");
    });
    registry.tags["acme/shop"] = ["9.0.0"];
    const { code, out, err } = await lock(["--outdated"]);
    expect(code).toBe(2);
    expect(out).toContain("newer: 9.0.0");
    expect(err).toContain("payment: The registry at");
  });
});

test.each<[string[], string, string]>([
  [["--update", "--check"], "USAGE", "exclude each other"],
  [["--update", "--offline"], "USAGE", "--offline belongs to --check"],
  [["--check", "--dry-run"], "USAGE", "--dry-run belongs to --update"],
  [["--check", "--timeout", "0"], "USAGE", "is no time-out"],
  [["--update"], "USAGE", "--lock FILE"],
  [["--updat"], "USAGE", 'Did you mean "update"?'],
  [["--update", "shp"], "IMAGE_UNKNOWN", 'Did you mean "shop"?'],
])("lock %j ends with 3 and %s", async (args, code, text) => {
  const result = await run(temporaryFolder(), ["lock", ...args]);
  expect(result).toMatchObject({ code: 3, out: "" });
  expect(result.err).toContain(`[${code}]`);
  expect(result.err).toContain(text);
});

test("a mirror that cannot be used is a failure of its images, not of the command", async () => {
  const { lock } = await workplace();
  const { code, err } = await lock(["--update"], {
    COMPOSE_GEN_MIRROR_DOCKER_IO: "https://a:hunter2@mirror.example",
  });
  expect(code).toBe(1);
  expect(err).toContain("[MIRROR_INVALID]");
  expect(err).not.toContain("hunter2");
});
