import { z } from "zod";
import { name, sentence } from "./text.ts";

const common = {
  id: name,
  title: sentence,
  /** npm package → semver range of the versions in this line. */
  sdk: z.record(z.string(), z.string().min(1)),
  /** Version of the API that these clients speak. */
  apiVersion: z.union([z.int(), z.string()]).optional(),
  /** Image key that a definition uses → image key of this generation in `images.json`. */
  images: z.record(name, name).default({}),
  notes: sentence.optional(),
};

/** A set that fits together, with how far it works here. */
export const generation = z.discriminatedUnion("status", [
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

/** `generations.json`: one row per SDK line. */
export const generations = z.array(generation).min(1);

export type Generation = z.infer<typeof generation>;
