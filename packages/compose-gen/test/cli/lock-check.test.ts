import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { lockText } from "../../src/lock/lock-text.ts";
import { edit, stored, workplace } from "../lock/support/workplace.ts";
import { temporaryFolder } from "../support/folder.ts";
import { run } from "../support/run.ts";

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

  test("does not call an image locked that has no digest", async () => {
    const { file, lock } = await workplace();
    await lock(["--update"]);
    edit(file, "shop", {
      digest: null,
      verified: false,
      waiver: { reason: "Nobody has asked a registry yet", expires: "2999-01-01" },
    });
    const { code, out } = await lock(["--check", "--offline"]);
    expect(code).toBe(0);
    expect(out).toMatch(/\n4 images are in the lock, 1 of them without a digest, checked offline\n$/);
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
  [["--updat"], "USAGE", 'Did you mean "--update"?'],
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
