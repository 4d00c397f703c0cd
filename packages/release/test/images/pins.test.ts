import type { Images, Lock, LockEntry } from "@unicity-sphere/compose-gen";
import { expect, test } from "vitest";
import { withPublished } from "../../src/images/locked-digests.ts";
import { pinProblems } from "../../src/images/pins.ts";
import { platformsOn } from "../../src/images/platforms.ts";
import { errorOf } from "../support/error-of.ts";

const digest = `sha256:${"ab".repeat(32)}`;
const images = {
  relay: { repository: "ghcr.io/unicity-sphere/relay", tag: "0.6.1", tools: [] },
  mongo: { repository: "docker.io/library/mongo", tag: "7.0.28", tools: [] },
  debian: {
    repository: "docker.io/library/debian",
    follows: "trixie",
    tools: [],
    platforms: ["linux/arm64", "linux/amd64"],
  },
} satisfies Images;

function entry(change: Partial<LockEntry>): LockEntry {
  const none = { digest: null, platforms: [], source: "test", resolvedAt: null, verified: false };
  return { reference: "", ...none, ...change };
}

const lock: Lock = {
  lockVersion: 1,
  images: {
    relay: entry({ reference: "ghcr.io/unicity-sphere/relay:0.6.1" }),
    mongo: entry({ reference: "docker.io/library/mongo:7.0.28" }),
    debian: entry({ digest, verified: true }),
  },
};

test("pins of others that no registry confirmed stand in the way until each is named", () => {
  expect(pinProblems(images, lock, [])).toMatchObject([
    {
      code: "PINS_UNVERIFIED",
      evidence: "mongo: docker.io/library/mongo:7.0.28",
      next: expect.stringMatching(/lock --update.*--unverified mongo$/),
    },
  ]);
  expect(pinProblems(images, lock, ["mongo"])).toEqual([]);
});

test.each(["mongod", "debian", "relay"])(
  "--unverified %s is refused: there is nothing to accept",
  async (key) => {
    const error = await errorOf(() => pinProblems(images, lock, ["mongo", key]));
    expect(error.parts).toMatchObject({
      code: "USAGE",
      what: expect.stringContaining(`--unverified ${key}`),
    });
  },
);

test("platforms are those of everything below, and unknown ones are looked up", async () => {
  expect(platformsOn({ keys: ["debian"] }, images, lock)).toEqual(["linux/amd64", "linux/arm64"]);
  expect(platformsOn({ keys: ["debian"] }, images, lock, ["linux/arm64"])).toEqual(["linux/arm64"]);
  const amd = { ...lock, images: { ...lock.images, mongo: entry({ platforms: ["linux/amd64"] }) } };
  expect(platformsOn({ keys: ["debian", "mongo"] }, images, amd)).toEqual(["linux/amd64"]);
  const unknown = await errorOf(() => platformsOn({ keys: ["mongo"] }, images, lock));
  expect(unknown.parts).toMatchObject({
    code: "PLATFORM_UNKNOWN",
    next: expect.stringContaining("lock --update mongo"),
  });
  const none = await errorOf(() => platformsOn({ keys: ["debian"] }, images, lock, ["linux/s390x"]));
  expect(none.code).toBe("PLATFORM_NONE");
});

test("platforms that an image below has beyond ours, or a program has not, are none of ours", async () => {
  const many = ["linux/386", "linux/amd64", "linux/arm/v7", "linux/arm64", "linux/s390x"];
  const wide = { ...lock, images: { ...lock.images, debian: entry({ digest, platforms: many }) } };
  expect(platformsOn({ keys: ["debian"] }, images, wide)).toEqual(["linux/amd64", "linux/arm64"]);
  const programs = { "Node.js": ["linux/amd64", "linux/riscv64"] };
  expect(platformsOn({ keys: ["debian"], programs }, images, wide)).toEqual(["linux/amd64"]);
  const apart = {
    ...lock,
    images: { ...lock.images, debian: entry({ digest, platforms: ["linux/s390x"] }) },
  };
  expect((await errorOf(() => platformsOn({ keys: ["debian"] }, images, apart))).code).toBe("PLATFORM_NONE");
});

test("published digests go into the lock once", () => {
  const published = {
    ...{ name: "relay", repository: "ghcr.io/unicity-sphere/relay", digest, inputs: "" },
    ...{
      mediaType: "application/vnd.oci.image.index.v1+json",
      platforms: ["linux/amd64"],
      tags: [],
      sent: 9,
    },
  };
  const at = (day: number) => ({ source: "registry ghcr.io", now: new Date(Date.UTC(2030, 0, day)) });
  const first = withPublished(lock, images, [published], at(1));
  expect(first.images.relay).toEqual({
    reference: "ghcr.io/unicity-sphere/relay:0.6.1",
    digest,
    mediaType: "application/vnd.oci.image.index.v1+json",
    platforms: ["linux/amd64"],
    source: "registry ghcr.io",
    resolvedAt: "2030-01-01T00:00:00Z",
    verified: true,
  });
  expect(first.images.mongo).toBe(lock.images.mongo);
  expect(withPublished(first, images, [published], at(2))).toEqual(first);
});
