import { z } from "zod";

/** What `support-bundle --json` prints. */
export const supportBundleDocument = z.strictObject({
  schema: z.literal("unicity-stack/support-bundle@1"),
  instance: z.string(),
  /** Absolute path. */
  folder: z.string(),
  /** Path in the folder, and size. */
  files: z.array(z.strictObject({ name: z.string(), bytes: z.int().nonnegative() })),
  /** What could not be looked at, a line each. */
  missing: z.array(z.string()),
});
