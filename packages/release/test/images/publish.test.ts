import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { INPUTS, OCI } from "../../src/images/names.ts";
import type { ImageToRelease } from "../../src/images/plan.ts";
import type { Release } from "../../src/images/release.ts";
import { planRelease, releaseImages } from "../../src/images/release-images.ts";
import { errorOf } from "../support/error-of.ts";
import { temporaryFolder } from "../support/folder.ts";
import { openGate } from "../support/gate.ts";
import {
  contentOf,
  type DockerRegistry,
  skipped,
  startPrivateRegistry,
  testSession,
} from "../support/registry.ts";
import { sampleImage, sampleLayouts, sampleRelease } from "../support/sample.ts";

const tags = ["0.6", "0.6.1", "sdk-0.6.14-r1", `sha-${"a".repeat(40)}`];

describe.skipIf(skipped)("a real registry with a login (Debian package docker-registry)", () => {
  let registry: DockerRegistry;
  beforeAll(async () => {
    registry = await startPrivateRegistry();
  });
  afterAll(() => registry?.[Symbol.asyncDispose]());

  /** Releases images; each call builds what it needs anew. */
  function publish(release: Release, images: readonly ImageToRelease[], folder = temporaryFolder()) {
    const { layoutOf, built } = sampleLayouts(folder, release);
    const session = testSession();
    const request = { images, release, session, problems: [], layoutOf };
    return { request, built, published: () => releaseImages(request) };
  }

  test("gets every image under its four tags, for all platforms, with what it was made from", async () => {
    const release = sampleRelease(`${registry.host}/whole`);
    const images = [sampleImage("relay"), sampleImage("devnet", "first", ["linux/amd64", "linux/arm64"])];
    const published = await publish(release, images).published();
    for (const [at, image] of images.entries()) {
      const content = await contentOf(registry, `whole/${image.name}`);
      expect(Object.keys(content)).toEqual(tags);
      for (const tag of tags) expect(content[tag]?.digest).toBe(published[at]?.digest);
      expect(content["0.6.1"]?.index).toMatchObject({
        mediaType: "application/vnd.oci.image.index.v1+json",
        annotations: {
          [INPUTS]: image.inputs,
          [OCI.version]: "0.6.1",
          [OCI.revision]: release.revision,
          [OCI.source]: release.source,
          [OCI.licenses]: "MIT",
        },
        manifests: image.platforms.map((platform) => {
          const [os, architecture] = platform.split("/");
          return { platform: { os, architecture } };
        }),
      });
    }
  });

  test("gets nothing a second time, and nothing is built", async () => {
    const gate = await openGate(registry);
    const release = sampleRelease(`${gate.host}/again`);
    const images = [sampleImage("relay"), sampleImage("faucet")];
    const first = await publish(release, images).published();
    const writes = gate.writes.length;
    expect(writes).toBeGreaterThan(0);
    const { built, published } = publish(release, images);
    const second = await published();
    expect(gate.writes.length).toBe(writes);
    expect(built).toEqual([]);
    expect(second.map(({ digest, sent }) => ({ digest, sent }))).toEqual(
      first.map(({ digest }) => ({ digest, sent: 0 })),
    );
  });

  test("gets only another sha tag when the commit is new and the image is not", async () => {
    const first = sampleRelease(`${registry.host}/commit`);
    const images = [sampleImage("relay")];
    const [before] = await publish(first, images).published();
    const { built, published } = publish({ ...first, revision: "b".repeat(40) }, images);
    const [after] = await published();
    expect(built).toEqual([]);
    expect(after).toMatchObject({ digest: before?.digest, sent: 1 });
    const content = await contentOf(registry, "commit/relay");
    expect(content[`sha-${"b".repeat(40)}`]?.digest).toBe(before?.digest);
  });

  test("refuses another image under a tag that never moves, and stays as it is", async () => {
    const gate = await openGate(registry);
    const release = sampleRelease(`${gate.host}/taken`);
    await publish(release, [sampleImage("relay")]).published();
    const before = await contentOf(registry, "taken/relay");
    const writes = gate.writes.length;
    const { published, built } = publish(release, [sampleImage("relay", "changed"), sampleImage("faucet")]);
    const error = await errorOf(published());
    expect(error.parts).toMatchObject({
      code: "TAG_TAKEN",
      evidence: expect.stringContaining(`0.6.1 is ${before["0.6.1"]?.digest}`),
      cause: expect.stringContaining("changeset"),
    });
    expect(built).toEqual([]);
    expect(gate.writes.length).toBe(writes);
    expect(await contentOf(registry, "taken/relay")).toEqual(before);
  });

  test("moves the tag of the line forward only", async () => {
    const of = (version: string) => {
      const revision = version.replaceAll(".", "").padStart(40, "0");
      return sampleRelease(`${registry.host}/line`, { version, revision });
    };
    const digests: Record<string, string | undefined> = {};
    for (const version of ["0.6.1", "0.6.10", "0.6.9"]) {
      const [image] = await publish(of(version), [sampleImage("relay", version)]).published();
      digests[version] = image?.digest;
      const line = (await contentOf(registry, "line/relay"))["0.6"];
      expect(line?.digest).toBe(digests[version === "0.6.9" ? "0.6.10" : version]);
      expect(image?.tags.at(-1)).toEqual({
        tag: "0.6",
        action: { "0.6.1": "set", "0.6.10": "moved", "0.6.9": "stays" }[version],
      });
    }
  });

  test("has no tag of the line moved before every image is there", async () => {
    const gate = await openGate(registry, ({ url }) => (url.includes("/faucet/") ? { status: 403 } : "pass"));
    const release = sampleRelease(`${gate.host}/half`);
    const error = await errorOf(publish(release, [sampleImage("relay"), sampleImage("faucet")]).published());
    expect(error.code).toBe("PUSH_DENIED");
    expect(Object.keys(await contentOf(registry, "half/relay"))).toEqual(tags.slice(1));
  });

  /** Layouts of a release, right before which somebody else publishes: after the registry was asked, and before the first write. */
  function meanwhile(release: Release, others: () => Promise<unknown>) {
    const { layoutOf } = sampleLayouts(temporaryFolder(), release);
    let done: Promise<unknown> | undefined;
    return async (image: ImageToRelease) => {
      done ??= others();
      await done;
      return layoutOf(image);
    };
  }

  test("keeps what somebody else put under a tag that never moves while images were built", async () => {
    const release = sampleRelease(`${registry.host}/raced`);
    const images = [sampleImage("relay")];
    const layoutOf = meanwhile(release, () => publish(release, [sampleImage("relay", "theirs")]).published());
    const error = await errorOf(releaseImages({ ...publish(release, images).request, layoutOf }));
    const content = await contentOf(registry, "raced/relay");
    expect(error.parts).toMatchObject({
      code: "TAG_TAKEN",
      where: `${registry.host}/raced/relay`,
      evidence: expect.stringContaining(`0.6.1 is ${content["0.6.1"]?.digest}`),
    });
    expect(Object.keys(content)).toEqual(tags);
    for (const tag of tags)
      expect(content[tag]?.index).toMatchObject({
        annotations: { [INPUTS]: sampleImage("relay", "theirs").inputs },
      });
  });

  test("keeps the tag of the line where a newer version took it while images were built", async () => {
    const release = sampleRelease(`${registry.host}/overtaken`);
    const newer = { ...release, version: "0.6.2", revision: "d".repeat(40) };
    const images = [sampleImage("relay")];
    const layoutOf = meanwhile(release, () => publish(newer, [sampleImage("relay", "newer")]).published());
    const [published] = await releaseImages({ ...publish(release, images).request, layoutOf });
    expect(published?.tags.at(-1)).toEqual({ tag: "0.6", action: "stays" });
    const content = await contentOf(registry, "overtaken/relay");
    expect(content["0.6"]?.digest).toBe(content["0.6.2"]?.digest);
    expect(content["0.6.1"]?.digest).toBe(published?.digest);
  });

  test("is only asked by a plan", async () => {
    const gate = await openGate(registry);
    const release = sampleRelease(`${gate.host}/plan`);
    const { request } = publish(release, [sampleImage("relay")]);
    const { images, problems } = await planRelease(request);
    expect(problems).toEqual([]);
    const planned = images[0]?.immutable.map(({ tag, action }) => `${action} ${tag}`);
    expect(planned?.sort()).toEqual(tags.slice(1).map((tag) => `set ${tag}`));
    expect(images[0]?.moving).toEqual({ tag: "0.6", action: "set" });
    expect(gate.writes).toEqual([]);
  });
});
