import { z } from "zod";

/** Compose keys and values as they are written in a Compose file; `null` removes a rendered key. */
export const rawCompose = z.record(z.string(), z.json());

export type RawCompose = z.infer<typeof rawCompose>;
