import { validRange } from "semver";
import { z } from "zod";
import { name, sentence } from "../model/text.ts";

const semverRange = z
  .string()
  .refine((text) => validRange(text) !== null, { error: (issue) => `"${issue.input}" is no semver range` });

const common = {
  id: name,
  title: sentence,
  /** npm package → semver range of the versions in this line. */
  sdk: z.record(z.string(), semverRange),
  /** Version of the API that these clients speak. */
  apiVersion: z.union([z.int(), z.string()]).optional(),
  /** Image key that a definition uses → image key of this line in `images.json`. */
  images: z.record(name, name).default({}),
  notes: sentence.optional(),
};

/** A set that fits the clients of one SDK line, with how far it works. */
export const sdkLine = z.discriminatedUnion("status", [
  /** Runs in the embedded stack and renders. */
  z.strictObject({ ...common, status: z.literal("runs-embedded") }),
  z.strictObject({ ...common, status: z.literal("renders") }),
  z.strictObject({
    ...common,
    status: z.literal("unsupported"),
    reason: sentence,
    /** What would have to be known or published to support it. */
    unblocks: sentence,
  }),
]);

/** `generations.json`: one row per SDK line; ids are unique. */
export const sdkLines = z
  .array(sdkLine)
  .min(1)
  .refine((rows) => new Set(rows.map((row) => row.id)).size === rows.length, {
    error: "has two rows with the same id",
  });

export type SdkLine = z.infer<typeof sdkLine>;
/** A line that has stacks. */
export type SupportedSdkLine = Exclude<SdkLine, { status: "unsupported" }>;
