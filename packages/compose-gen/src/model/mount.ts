import { z } from "zod";
import { containerPath, name, text } from "./text.ts";
import { value } from "./value.ts";

/** A volume of the stack mounted into a service. */
export const mount = z.strictObject({
  volume: name,
  target: containerPath,
  readOnly: z.boolean().default(false),
  /** Start empty instead of taking over the files and the owner of the image's folder. */
  noCopy: z.boolean().default(false),
});

/**
 * A file with inline content, mounted read-only. Compose copies it into the created container, which the engine
 * refuses when the root file system is read-only (docker/compose issue 12031): such a service passes its script by
 * `entrypoint: ["/bin/sh", "-c", script]` instead.
 */
export const file = z.strictObject({
  path: containerPath,
  content: value,
  /** Permission bits, default 0o444. */
  mode: z.int().min(0).max(0o7777).default(0o444),
});

/** A secret of the stack given to a service as `/run/secrets/<target>`. */
export const secretUse = z.strictObject({
  secret: name,
  /** File name under /run/secrets, default the secret's name. */
  target: text.regex(/^[A-Za-z0-9._-]+$/, "must be a file name").optional(),
});

export type Mount = z.infer<typeof mount>;
export type File = z.infer<typeof file>;
export type SecretUse = z.infer<typeof secretUse>;
