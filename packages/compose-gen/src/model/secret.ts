import { z } from "zod";
import { isEngineSocket, isForbiddenFile } from "./sensitive-path.ts";
import { name, sentence } from "./text.ts";
import { type Value, value } from "./value.ts";

/** Path of a file on the host: one that a stack may have, as far as the definition decides it. */
const secretFile = value.superRefine((file, context) => {
  const path = pathOf(file);
  if (isEngineSocket(path))
    context.addIssue({ code: "custom", message: "is a socket that controls the host: a secret is a file" });
  else if (isForbiddenFile(path))
    context.addIssue({
      code: "custom",
      message: `is ${path} of the host, which belongs to its system: keep the secret in a file of its own, e.g. ./secrets/<name>`,
    });
});

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
  file: secretFile,
});

export type Secret = z.infer<typeof secret>;

/** The path when the reader sets no variable; a variable without a default stays visible. */
function pathOf(file: Value): string {
  const parts = typeof file === "object" && "join" in file ? file.join : [file];
  return parts
    .map((part) => {
      if (typeof part === "string") return part;
      return "variable" in part ? (part.default ?? `$${part.variable}`) : "";
    })
    .join("");
}
