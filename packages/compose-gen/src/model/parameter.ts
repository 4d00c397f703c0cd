import { z } from "zod";
import { sentence, text } from "./text.ts";

/** A variable of the rendered file that its reader can set. */
export const parameter = z
  .strictObject({
    description: sentence,
    default: text.regex(/^[^${}\r\n]*$/, "must be one line without `$`, `{` or `}`").optional(),
    /** Message when it is not set; without it and without a default the variable is optional and empty. */
    required: text.regex(/^[^${}\r\n]+$/, "must be one line without `$`, `{` or `}`").optional(),
    /** An example for the `.env.example`. */
    example: text.regex(/^[^\r\n]*$/, "must be one line").optional(),
  })
  .refine((value) => value.default === undefined || value.required === undefined, {
    error: "has a default and is required: choose one",
  });

export type Parameter = z.infer<typeof parameter>;
