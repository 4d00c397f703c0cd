import { z } from "zod";
import { name, sentence } from "./text.ts";
import { value } from "./value.ts";

/** A secret: a file on the host, never a value in a definition. */
export const secret = z.strictObject({
  purpose: sentence,
  /** What the file holds, e.g. `BIP-39 mnemonic, 24 words`. */
  format: sentence,
  /** Services that read it; nobody else may. */
  consumers: z.array(name).min(1),
  /** How it is replaced, and what breaks when it is. */
  rotation: sentence,
  /** Path of the file on the host, relative to the rendered file. */
  file: value,
});

export type Secret = z.infer<typeof secret>;
