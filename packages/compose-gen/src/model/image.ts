import { z } from "zod";
import { isImmutableTag } from "./immutable-tag.ts";
import { user } from "./runtime.ts";
import { name, sentence, text } from "./text.ts";

export { isImmutableTag };

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
    /** A git commit or an exact version, which its publisher does not move. */
    tag: z.string().optional(),
    /**
     * In place of `tag` where a publisher has no such tag: the moving one that `lock --update` asks for. It is part of no
     * reference: the digest in the lock alone says which image is meant.
     */
    follows: z
      .string()
      .regex(/^\w[\w.-]{0,127}$/, "must be a tag")
      .optional(),
    /** How many numbers an exact version of this publisher has: 2 for PostgreSQL, which releases 17.5. Default 3. */
    versionParts: z.int().min(2).max(3).optional(),
    /** Programs inside the image that health commands and scripts may use. */
    tools: z.array(text.min(1)).default([]),
    /** HTTP methods that the service in it does not answer, so that no health check asks with them. */
    refuses: z.array(z.string().regex(/^(?:HEAD|OPTIONS)$/, "must be HEAD or OPTIONS")).optional(),
    /** Platforms that the publisher builds; with exactly one it is rendered as `platform:`. */
    platforms: z.array(platform).optional(),
    /** User of the image; services that name none get it. */
    user: user.optional(),
    description: sentence.optional(),
  })
  .refine(({ tag, follows }) => tag !== undefined || follows !== undefined, {
    error: "is missing: a git commit or an exact version, or `follows` where the publisher has none",
    path: ["tag"],
  })
  .refine(({ tag, follows }) => tag === undefined || follows === undefined, {
    error: "excludes `tag`, which says already what the image is",
    path: ["follows"],
  })
  .refine(({ follows, versionParts }) => follows === undefined || !isImmutableTag(follows, versionParts), {
    error: "is a tag that does not move: write it as `tag`",
    path: ["follows"],
  })
  .refine(({ tag, versionParts }) => tag === undefined || isImmutableTag(tag, versionParts), {
    error: ({ input }) =>
      `must be a git commit or an exact version x.y.z: \`latest\`, \`stable\` and \`7.0\` can move${twoNumbers(input)}`,
    path: ["tag"],
  })
  .meta({ oneOf: [{ required: ["tag"] }, { required: ["follows"] }] });

/** What publishers whose releases have two numbers need, after a tag of that form. */
function twoNumbers(input: unknown): string {
  const { tag, versionParts } = input as { tag: string; versionParts?: number };
  return versionParts === undefined && isImmutableTag(tag, 2)
    ? `; \`versionParts: 2\` says that the exact versions of this publisher have two numbers`
    : "";
}

/** `images.json`: key → image. */
export const images = z.record(name, image);

export type Image = z.infer<typeof image>;
export type Images = z.infer<typeof images>;
