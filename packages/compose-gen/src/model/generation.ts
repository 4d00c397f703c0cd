import { z } from "zod";
import { name, sentence } from "./text.ts";

/** One of several sets of images and stacks in the same configuration. */
export const generation = z.strictObject({
  id: name,
  title: sentence.optional(),
  /** Image key that a definition uses → image key of this generation in `images.json`. */
  images: z.record(name, name).default({}),
});

export type Generation = z.infer<typeof generation>;
