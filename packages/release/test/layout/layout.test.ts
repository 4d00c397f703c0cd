import { readdirSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { releaseIndex } from "../../src/images/release-index.ts";
import { checkedBlob } from "../../src/layout/read-blob.ts";
import { readLayout } from "../../src/layout/read-layout.ts";
import { errorOf } from "../support/error-of.ts";
import { temporaryFolder } from "../support/folder.ts";
import { type LayoutChange, writeLayout } from "../support/layout.ts";
import { sampleImage, sampleRelease } from "../support/sample.ts";

const release = sampleRelease("registry.example/us");
const image = sampleImage("devnet", "first", ["linux/amd64", "linux/arm64"]);
const written = (change?: LayoutChange, of = image) => writeLayout(temporaryFolder(), of, release, change);

test("a layout of several platforms and one of a single manifest are read alike", () => {
  expect(readLayout(written()).images.map(({ platform }) => platform)).toEqual([
    "linux/amd64",
    "linux/arm64",
  ]);
  const single = readLayout(written({}, sampleImage("relay")));
  expect(single.images).toMatchObject([{ platform: "linux/amd64", blobs: [{}, {}] }]);
});

test("the same layout gives the same index", () => {
  const indexes = [written(), written()].map((folder) => releaseIndex(readLayout(folder), image, release));
  expect(indexes[0]?.digest).toBe(indexes[1]?.digest);
});

const refused: [string, LayoutChange, string, string][] = [
  [
    "was made from other sources",
    { inputs: `sha256:${"1".repeat(64)}` },
    "LAYOUT_STALE",
    "made from sha256:1111",
  ],
  [
    "is in Docker's format",
    { manifestType: "application/vnd.docker.distribution.manifest.v2+json" },
    "LAYOUT_INVALID",
    "docker",
  ],
  ["has an attestation", { attestation: true }, "LAYOUT_INVALID", "provenance"],
  [
    "names another source",
    { labels: { "org.opencontainers.image.source": "" } },
    "LABEL_WRONG",
    "image.source",
  ],
  ["names no licence", { labels: { "org.opencontainers.image.licenses": "" } }, "LABEL_WRONG", "licenses"],
  ["names no commit", { labels: { "org.opencontainers.image.revision": "" } }, "LABEL_WRONG", "revision"],
];

test.each(refused)("one that %s is refused", async (_, change, code, text) => {
  const folder = written(change);
  const error = await errorOf(() => releaseIndex(readLayout(folder), image, release));
  expect(error.code).toBe(code);
  expect(error.message).toContain(text);
});

test("one for other platforms is refused with both", async () => {
  const folder = written();
  const error = await errorOf(() =>
    releaseIndex(readLayout(folder), { ...image, platforms: ["linux/amd64"] }, release),
  );
  expect(error.parts).toMatchObject({
    code: "PLATFORM_MISMATCH",
    evidence: "built linux/amd64, linux/arm64\nwanted linux/amd64",
  });
});

/** The files of a layout, the largest last: a layer. */
function blobsOf(folder: string): string[] {
  const blobs = join(folder, "blobs/sha256");
  return readdirSync(blobs)
    .map((name) => join(blobs, name))
    .sort((left, right) => statSync(left).size - statSync(right).size);
}

test("one that was copied in part is refused before anything of it is sent", async () => {
  for (const damage of [
    (path: string) => truncateSync(path, 3),
    (path: string) => writeFileSync(path, "other"),
  ]) {
    const folder = written({}, sampleImage("relay"));
    for (const path of blobsOf(folder)) damage(path);
    expect((await errorOf(() => readLayout(folder))).code).toBe("LAYOUT_DAMAGED");
  }
  const folder = written({}, sampleImage("relay"));
  const [layer] = readLayout(folder).images[0]?.blobs.slice(-1) ?? [];
  if (!layer) throw new Error("no layer");
  truncateSync(join(folder, "blobs", layer.digest.replace(":", "/")), 3);
  expect((await errorOf(checkedBlob(folder, layer))).parts).toMatchObject({
    code: "LAYOUT_DAMAGED",
    evidence: expect.stringContaining(`named ${layer.digest}`),
  });
});

test("one that is missing, or of which a file is, is named", async () => {
  const none = join(temporaryFolder(), "none");
  expect((await errorOf(() => readLayout(none))).parts).toMatchObject({
    code: "LAYOUT_INVALID",
    where: join(none, "index.json"),
  });
  const folder = written();
  for (const path of blobsOf(folder)) rmSync(path);
  expect((await errorOf(() => readLayout(folder))).code).toBe("LAYOUT_INVALID");
});
