import { z } from "zod";
import { engineName } from "./engine-name.ts";
import { name, sentence } from "./text.ts";

/** What a volume holds decides what wipe, backup and mounts do with it. */
export const volumeClass = z.enum(["state", "keys", "certs", "public", "cache"]);

/** How the content is written, so that a backup knows how to read it consistently. */
export const storageEngine = z.enum([
  "files",
  "sqlite",
  "mongo",
  "bolt",
  "rocksdb",
  "leveldb",
  "postgres",
  "redis",
]);

/** A named volume. */
export const volume = z.strictObject({
  class: volumeClass,
  engine: storageEngine.default("files"),
  /** State set whose volumes are only valid together. */
  stateSet: name.optional(),
  /** Name on the engine; default `<project>_<volume>`. */
  name: engineName.optional(),
  /** Exists already and is never created or removed by Compose. */
  external: z.boolean().default(false),
  description: sentence.optional(),
});

/** Volumes that are kept or wiped as one. */
export const stateSet = z.strictObject({ description: sentence });

export type VolumeClass = z.infer<typeof volumeClass>;
export type StorageEngine = z.infer<typeof storageEngine>;
export type Volume = z.infer<typeof volume>;
export type StateSet = z.infer<typeof stateSet>;
