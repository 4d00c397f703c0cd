import { z } from "zod";
import { platform } from "./image.ts";
import { name, reason, sentence } from "./text.ts";

/** What a pin resolved to. */
export const lockEntry = z
  .strictObject({
    /**
     * `repository:tag` as in `images.json`, the repository alone for an image that `follows` a tag; a difference means that
     * images.json changed without the digest.
     */
    reference: z.string(),
    /** Digest of the index (or of the one manifest that the tag is); `null` until a registry was asked. */
    digest: z
      .string()
      .regex(/^sha256:[0-9a-f]{64}$/, "must be sha256: and 64 hex digits")
      .refine((digest) => !/^sha256:0+$/.test(digest), "is a placeholder: nothing has the digest of zeros")
      .nullable(),
    mediaType: z.string().optional(),
    platforms: z.array(platform).default([]),
    /** Where the digest comes from. */
    source: sentence,
    /** ISO time of the answer, `null` when no registry was asked. */
    resolvedAt: z.iso.datetime().nullable(),
    /** True when a registry confirmed the digest. */
    verified: z.boolean(),
    /** Why the image may be used without a digest, and until when (YYYY-MM-DD). */
    waiver: z.strictObject({ reason, expires: z.iso.date() }).optional(),
  })
  .refine((entry) => entry.digest !== null || entry.waiver !== undefined, {
    error: "has no digest: lock the image, or add a waiver with a reason and an expiry date",
    path: ["waiver"],
  })
  .refine((entry) => !(entry.verified && entry.digest === null), {
    error: "is verified without a digest",
    path: ["verified"],
  })
  .refine((entry) => !entry.verified || entry.digest === null || (entry.resolvedAt && entry.mediaType), {
    error: "needs `resolvedAt` and `mediaType`, which `compose-gen lock --update` writes with it",
    path: ["verified"],
  });

/** `images.lock.json`. */
export const lock = z.strictObject({
  lockVersion: z.int().refine((version) => version === 1, "must be 1: this compose-gen reads no other"),
  images: z.record(name, lockEntry),
});

export type LockEntry = z.infer<typeof lockEntry>;
export type Lock = z.infer<typeof lock>;
