import { expect, test } from "vitest";
import { lockedImage } from "../support/below-ours.ts";

const digest = `sha256:${"ab".repeat(32)}`;

test("with the images of upstream ours are built on the digests of the lock, and on nothing without one", () => {
  const tagged = { reference: "registry.example:5000/library/debian:13.1.0", digest };
  expect(lockedImage("debian", { debian: tagged })).toBe(`registry.example:5000/library/debian@${digest}`);
  const followed = { reference: "ghcr.io/unicitynetwork/ssl-manager", digest };
  expect(lockedImage("ssl-manager", { "ssl-manager": followed })).toBe(`${followed.reference}@${digest}`);
  for (const entry of [undefined, { ...followed, digest: null }])
    expect(() => lockedImage("ssl-manager", { "ssl-manager": entry })).toThrow(
      "`npx compose-gen lock --update ssl-manager`",
    );
});
