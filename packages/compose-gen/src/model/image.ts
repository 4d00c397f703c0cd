import { z } from "zod";
import { name, sentence, text } from "./text.ts";

const exactVersion = /^v?[0-9]+\.[0-9]+\.[0-9]+(?:[-+._][0-9A-Za-z.+_-]+)?$/;
const twoPartVersion = /^v?[0-9]+\.[0-9]+(?:[-+._][0-9A-Za-z.+_-]+)?$/;
const gitCommit = /^(?:sha-)?[0-9a-f]{7,40}$/;

/**
 * True for a tag that its publisher does not move: a git commit (7–40 hex, also `sha-…`) or an exact version.
 *
 * @param versionParts how many numbers an exact version of the publisher has at least
 */
export function isImmutableTag(tag: string, versionParts = 3): boolean {
  const version = versionParts === 2 ? twoPartVersion : exactVersion;
  return tag.length <= 128 && (version.test(tag) || gitCommit.test(tag));
}

/** `os/architecture`, e.g. `linux/amd64`. */
export const platform = z
  .string()
  .regex(/^[a-z]+\/[a-z0-9]+(?:\/v[0-9]+)?$/, "must be os/architecture, e.g. linux/amd64");

/** One image that definitions may use by its key. */
export const image = z
  .strictObject({
    /** Registry and path without tag, e.g. `ghcr.io/owner/name` or `docker.io/library/mongo`. */
    repository: z
      .string()
      .regex(
        /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::[0-9]+)?(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)+$/,
        "must be registry/path in lower case without tag or digest",
      ),
    tag: z.string(),
    /** How many numbers an exact version of this publisher has: 2 for PostgreSQL, which releases 17.5. Default 3. */
    versionParts: z.int().min(2).max(3).optional(),
    /** Programs inside the image that health commands and scripts may use. */
    tools: z.array(text.min(1)).default([]),
    /** Platforms that the publisher builds; with exactly one it is rendered as `platform:`. */
    platforms: z.array(platform).optional(),
    /** User of the image; services that name none get it. */
    user: z.string().min(1).optional(),
    description: sentence.optional(),
  })
  .refine(({ tag, versionParts }) => isImmutableTag(tag, versionParts), {
    error: "must be a git commit or an exact version x.y.z: `latest`, `stable` and `7.0` can move",
    path: ["tag"],
  });

/** `images.json`: key → image. */
export const images = z.record(name, image);

export type Image = z.infer<typeof image>;
export type Images = z.infer<typeof images>;
