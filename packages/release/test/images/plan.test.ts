import { expect, test } from "vitest";
import { INPUTS, OCI } from "../../src/images/names.ts";
import { type ImageToRelease, type Observed, planImages } from "../../src/images/plan.ts";
import { tagsOf } from "../../src/images/release.ts";
import { OCI_INDEX, storedManifest } from "../../src/registry/stored-manifest.ts";
import { sampleImage, sampleRelease } from "../support/sample.ts";

const release = sampleRelease("registry.example/us");
const image = sampleImage("relay");

/** What a registry has when it was published from these inputs as this version. */
function index(inputs?: string, version = "0.6.1") {
  const annotations = { [OCI.version]: version, ...(inputs ? { [INPUTS]: inputs } : {}) };
  return storedManifest(OCI_INDEX, Buffer.from(JSON.stringify({ manifests: [], annotations })));
}

function plan(observed: Observed, of: ImageToRelease = image) {
  return planImages([of], release, { relay: observed });
}

test("three tags never move, and their numbers are the same for all images", () => {
  expect(tagsOf({ version: "0.6.12", revision: "c".repeat(40), sdk: "0.6.15" })).toEqual({
    immutable: ["0.6.12", `sha-${"c".repeat(40)}`, "sdk-0.6.15-r12"],
    moving: "0.6",
  });
});

test("what one of the tags has is used for the others", () => {
  const published = index(image.inputs);
  const { images, problems } = plan({ [`sha-${release.revision}`]: published });
  expect(problems).toEqual([]);
  expect(images[0]).toMatchObject({
    published: { digest: published.digest },
    immutable: [{ action: "set" }, { action: "kept" }, { action: "set" }],
    moving: { tag: "0.6", action: "set" },
  });
});

test.each([
  ["of other inputs", index(`sha256:${"9".repeat(64)}`)],
  ["that says nothing of its inputs", index()],
])("a tag with an image %s is taken", (_, found) => {
  const { problems } = plan({ "sdk-0.6.14-r1": found });
  expect(problems).toMatchObject([
    { code: "TAG_TAKEN", evidence: expect.stringContaining("sdk-0.6.14-r1 is sha256:") },
  ]);
});

test("two images under the tags of one release are a problem although both say the same inputs", () => {
  const { problems } = plan({ "0.6.1": index(image.inputs), "sdk-0.6.14-r1": index(image.inputs, "0.6.0") });
  expect(problems.map(({ code }) => code)).toEqual(["TAG_TAKEN"]);
});

test.each([
  ["an older version", index(undefined, "0.6.0"), "moved"],
  ["a newer one", index(undefined, "0.6.2"), "stays"],
  ["the same version otherwise", index(undefined, "0.6.1"), "moved"],
  ["no version", index(undefined, ""), "moved"],
])("the tag of the line at %s", (_, found, action) => {
  expect(plan({ "0.6": found }).images[0]?.moving).toEqual({ tag: "0.6", action });
});
