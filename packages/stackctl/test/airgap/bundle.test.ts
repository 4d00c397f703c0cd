import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openBundle } from "../../src/airgap/bundle/open.ts";
import { requireComplete } from "../../src/airgap/load/complete.ts";
import { requirePlatform } from "../../src/airgap/load/engine.ts";
import { planFiles, writeFiles } from "../../src/airgap/load/files.ts";
import { code, never } from "../support/backups.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { forge, placeOf, sampleBundle } from "./support/bundle.ts";

/** Opens a bundle after a change of its bytes. */
async function opened(change: (tar: Buffer) => Buffer) {
  const { file } = await sampleBundle();
  writeFileSync(file, change(readFileSync(file)));
  await using bundle = await openBundle(file, never);
  await requireComplete(bundle);
  return bundle.manifest;
}

const flipped = (tar: Buffer, at: number) => {
  tar[at] = (tar[at] ?? 0) ^ 1;
  return tar;
};

test("a bundle that nobody has changed is whole", async () => {
  expect((await opened((tar) => tar)).stacks).toEqual(["relay"]);
});

test("the same content makes the same bytes", async () => {
  const [first, second] = await Promise.all([sampleBundle(), sampleBundle()]);
  expect(readFileSync(first.file).equals(readFileSync(second.file))).toBe(true);
});

test.each([1, 511, 512, 700, 2_000, 4_096, 6_000])(
  "a bundle of its first %i bytes is truncated",
  async (bytes) => {
    await expect(opened((tar) => tar.subarray(0, bytes))).rejects.toEqual(code("AIRGAP_TRUNCATED"));
  },
);

test("a bundle without its last file is truncated, although it ends as a tar does", async () => {
  const cut = (tar: Buffer) => {
    const last = Math.max(
      ...[...tar.toString("latin1").matchAll(/blobs\/sha256\//g)].map(({ index }) => index),
    );
    return Buffer.concat([tar.subarray(0, Math.floor(last / 512) * 512), Buffer.alloc(1_024)]);
  };
  await expect(opened(cut)).rejects.toEqual(code("AIRGAP_TRUNCATED"));
});

test.each(["airgap.json", "SHA256SUMS", "oci-layout", "index.json", "images.lock.json", "compose/relay.yml"])(
  "a changed byte in %s is found",
  async (name) => {
    const change = (tar: Buffer) => flipped(tar, placeOf(tar, name).content + 3);
    await expect(opened(change)).rejects.toEqual(code("AIRGAP_DAMAGED"));
  },
);

test("a changed byte in a layer is found, and named with both sums", async () => {
  const { file, image } = await sampleBundle();
  const name = `blobs/sha256/${image.layer.digest.slice(-64)}`;
  const tar = readFileSync(file);
  writeFileSync(file, flipped(tar, placeOf(tar, name).content));
  const error = await openBundle(file, never).catch((thrown) => thrown);
  expect(error.parts).toMatchObject({ code: "AIRGAP_DAMAGED", where: file });
  expect(error.parts.evidence).toContain(`named ${image.layer.digest.slice(-64)}`);
});

test("a changed byte in a header is found", async () => {
  const change = (tar: Buffer) => flipped(tar, placeOf(tar, "index.json").header + 130);
  await expect(opened(change)).rejects.toEqual(code("AIRGAP_DAMAGED"));
});

test.each([
  ["a path that leads out", "compose/../../x.yml\0", 0, "a path leads out of the bundle"],
  ["an absolute path", "/etc/cron.d/x\0", 0, "a path leads out of the bundle"],
  ["a path that leads out by its prefix", "../..\0", 345, "a path leads out of the bundle"],
  ["a link", "2", 156, "a link, folder or device"],
  ["a folder", "5", 156, "a link, folder or device"],
  ["a file that no bundle has", "authorized_keys\0", 0, "a file that no bundle has"],
  ["a file that is there twice", "index.json\0", 0, "a file is there twice"],
])("%s is refused, whatever its sum", async (_what, text, at, why) => {
  const forged = (tar: Buffer) =>
    forge(tar, "compose/relay.yml", (header) => header.write(text, at, "latin1"));
  const error = await opened(forged).catch((thrown) => thrown);
  expect(error.parts).toMatchObject({
    code: "AIRGAP_UNSAFE",
    evidence: expect.stringContaining(`${why}: `),
  });
});

test.each(["xxxxxxxxxxx", "-0000001000", "           "])(
  "a file whose size is '%s' is found, whatever its sum",
  async (size) => {
    const forged = (tar: Buffer) =>
      forge(tar, "compose/relay.yml", (header) => header.write(size, 124, "latin1"));
    await expect(opened(forged)).rejects.toEqual(code("AIRGAP_DAMAGED"));
  },
);

test("an attestation does not stand for a platform that is missing", async () => {
  const { file } = await sampleBundle({ platforms: ["linux/amd64", "linux/arm64"], attested: true });
  await using bundle = await openBundle(file, never);
  const error = await requireComplete(bundle).catch((thrown) => thrown);
  expect(error.parts).toMatchObject({
    code: "AIRGAP_DAMAGED",
    evidence: expect.stringMatching(/ has no manifest for linux\/arm64$/),
  });
});

test("an attestation of a platform that is there is no damage", async () => {
  const { file } = await sampleBundle({ attested: true });
  await using bundle = await openBundle(file, never);
  await requireComplete(bundle);
  expect(bundle.manifest.images[0]?.platforms).toEqual(["linux/amd64"]);
});

test("what is no bundle, or one of a later version, is called that", async () => {
  const file = join(temporaryFolder(), "other.tar");
  await expect(openBundle(file, never)).rejects.toEqual(code("AIRGAP_UNKNOWN"));
  await expect(openBundle(temporaryFolder(), never)).rejects.toEqual(code("AIRGAP_UNKNOWN"));
  writeFileSync(file, "");
  await expect(openBundle(file, never)).rejects.toEqual(code("AIRGAP_UNKNOWN"));
  writeFileSync(file, "x".repeat(2_048));
  await expect(openBundle(file, never)).rejects.toEqual(code("AIRGAP_UNKNOWN"));
  const later = (tar: Buffer) => {
    const { content } = placeOf(tar, "airgap.json");
    tar[tar.indexOf("airgap@1", content) + "airgap@".length] = "2".charCodeAt(0);
    return tar;
  };
  await expect(opened(later)).rejects.toEqual(code("AIRGAP_UNKNOWN"));
});

test("an engine of another architecture is refused with what there is and what it needs", async () => {
  const { file, manifest } = await sampleBundle();
  requirePlatform(file, manifest.images, "linux/amd64");
  const error = await Promise.resolve()
    .then(() => requirePlatform(file, manifest.images, "linux/arm64"))
    .catch((thrown) => thrown);
  expect(error.parts).toMatchObject({
    code: "AIRGAP_OTHER_PLATFORM",
    evidence: "ghcr.io/unicity-sphere/relay:1.0.0: linux/amd64; needed: linux/arm64",
    next: "Make one for this engine: `stackctl airgap save FILE --platform linux/arm64`.",
  });
});

test("an image that its definition runs emulated needs that platform only", async () => {
  const { file, manifest } = await sampleBundle();
  const images = manifest.images.map((image) => ({ ...image, platform: "linux/amd64" }));
  expect(() => requirePlatform(file, images, "linux/arm64")).not.toThrow();
});

test("files name the registry that serves the images, with the same digests", async () => {
  const { file, folder, index } = await sampleBundle();
  await using bundle = await openBundle(file, never);
  const [moved] = await planFiles(bundle, folder, "127.0.0.1:11005");
  expect(moved?.path).toBe(join(folder, "relay.yml"));
  expect(moved?.content).toContain(`image: 127.0.0.1:11005/unicity-sphere/relay:1.0.0@${index.digest}\n`);
  const [own] = await planFiles(bundle, folder, undefined);
  expect(own?.content).toContain(`image: ghcr.io/unicity-sphere/relay:1.0.0@${index.digest}\n`);
});

test("a file of somebody else is not written over", async () => {
  const { file, folder } = await sampleBundle();
  writeFileSync(join(folder, "relay.yml"), "services: {}\n");
  await using bundle = await openBundle(file, never);
  await expect(planFiles(bundle, folder, undefined)).rejects.toEqual(code("AIRGAP_FILE_EXISTS"));
});

test("the lock of a project in the folder stays as it is", async () => {
  const { file, folder } = await sampleBundle();
  const own = join(folder, "images.lock.json");
  writeFileSync(own, "mine");
  await using bundle = await openBundle(file, never);
  writeFiles(await planFiles(bundle, folder, undefined));
  expect(readFileSync(own, "utf8")).toBe("mine");
  expect(readFileSync(join(folder, "airgap.lock.json"), "utf8")).toBe(await bundle.text("images.lock.json"));
  // The same again writes over its own.
  writeFiles(await planFiles(bundle, folder, undefined));
});
