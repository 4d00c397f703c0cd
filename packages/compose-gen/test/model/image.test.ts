import { expect, test } from "vitest";
import { isImmutableTag } from "../../src/index.ts";
import { image } from "../../src/model/image.ts";

test.each([
  "0.1.0",
  "v1.2.3",
  "7.0.28",
  "8.13.0-alpine3.21",
  "1.6.1-rc.f37cb85",
  "sha-9d53a78",
  "9d53a78",
  "7d90e1b119cd5156ef7ecf8d7453b54e7fd8a187",
])("the tag %s does not move", (tag) => {
  expect(isImmutableTag(tag)).toBe(true);
});

test.each([
  "latest",
  "stable",
  "main",
  "nightly",
  "7",
  "7.0",
  "v1",
  "1.2.x",
  "alpine",
  "3-alpine",
  "sha-xyz",
  "abcdef",
  `${"a".repeat(41)}`,
  "",
  "0.1.0@sha256:00",
  "1.2.3 ",
])("the tag %j can move", (tag) => {
  expect(isImmutableTag(tag)).toBe(false);
});

test.each(["17.5", "v17.5", "17.5-bookworm", "17.5.1"])(
  "the tag %s does not move where a release has two numbers",
  (tag) => {
    expect(isImmutableTag(tag, 2)).toBe(true);
  },
);

test.each(["17", "latest", "17-bookworm", "17.x"])("the tag %s moves there, too", (tag) => {
  expect(isImmutableTag(tag, 2)).toBe(false);
});

const problems = (pin: object) =>
  (image.safeParse({ repository: "registry.example/app", ...pin }).error?.issues ?? []).map(
    ({ path, message }) => `${path.join(".")}: ${message}`,
  );

test.each(["latest", "trixie-slim", "7.0"])("an image may follow the moving tag %s", (follows) => {
  expect(problems({ follows })).toEqual([]);
});

test.each<[object, string]>([
  [{}, "tag: is missing: a git commit or an exact version, or `follows` where the publisher has none"],
  [{ tag: "1.0.0", follows: "latest" }, "follows: excludes `tag`, which says already what the image is"],
  [{ follows: "1.0.0" }, "follows: is a tag that does not move: write it as `tag`"],
  [{ follows: "17.5", versionParts: 2 }, "follows: is a tag that does not move: write it as `tag`"],
  [{ follows: "latest@sha256:00" }, "follows: must be a tag"],
  [{ follows: "" }, "follows: must be a tag"],
])("an image is pinned by a tag or follows one: %j", (pin, problem) => {
  expect(problems(pin)).toEqual([problem]);
});
