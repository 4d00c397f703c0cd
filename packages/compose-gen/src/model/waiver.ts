import { z } from "zod";
import { reason } from "./text.ts";

/** A written reason where a definition leaves a rule; after `expires` (YYYY-MM-DD) it no longer counts. */
export const waiver = z.strictObject({
  /** Name of the rule, e.g. `user.non-root`. */
  rule: z.string().regex(/^[a-z]+(?:[.-][a-z]+)+$/, "must be a rule name such as user.non-root"),
  reason,
  expires: z.iso.date("must be a date, YYYY-MM-DD").optional(),
});

export type Waiver = z.infer<typeof waiver>;
