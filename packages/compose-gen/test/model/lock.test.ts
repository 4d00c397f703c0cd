import { expect, test } from "vitest";
import { lockEntry } from "../../src/model/lock.ts";

const confirmed = {
  reference: "registry.example/app:1.0.0",
  digest: `sha256:${"ab".repeat(32)}`,
  mediaType: "application/vnd.oci.image.index.v1+json",
  platforms: ["linux/amd64"],
  source: "registry.example",
  resolvedAt: "2030-01-02T03:04:05.000Z",
  verified: true,
};
const problems = (change: object) =>
  (lockEntry.safeParse({ ...confirmed, ...change }).error?.issues ?? []).map(
    ({ path, message }) => `${path.join(".")}: ${message}`,
  );

test("what a registry confirmed has the time and the media type of its answer", () => {
  expect(problems({})).toEqual([]);
  const expected = [
    "verified: needs `resolvedAt` and `mediaType`, which `compose-gen lock --update` writes with it",
  ];
  expect(problems({ resolvedAt: null })).toEqual(expected);
  expect(problems({ mediaType: undefined })).toEqual(expected);
  expect(problems({ mediaType: "" })).toEqual(expected);
  expect(problems({ resolvedAt: null, mediaType: undefined, verified: false })).toEqual([]);
});

test("the digest of zeros is a placeholder", () => {
  expect(problems({ digest: `sha256:${"0".repeat(64)}` })).toEqual([
    "digest: is a placeholder: nothing has the digest of zeros",
  ]);
  expect(problems({ digest: `sha256:${"0".repeat(63)}1` })).toEqual([]);
});
