import { z } from "zod";

/** The JSON documents of the verbs that keep an instance for months. */

const instance = z.string();

export const backupDocument = z.strictObject({
  schema: z.literal("unicity-stack/backup@1"),
  instance,
  file: z.string(),
  bytes: z.int(),
  /** Moment of the state in it. */
  made: z.iso.datetime(),
  generation: z.string(),
  genesis: z.string().nullable(),
  dataVersion: z.int(),
  /** Names of what is in it. */
  parts: z.array(z.string()),
  /** Public key that it is encrypted for. */
  recipient: z.string(),
  /** File with the private key of this host; null when --recipient named another one. */
  keyFile: z.string().nullable(),
  /** How long services were down for it, ms; null when none ran. */
  downMs: z.int().nullable(),
});

export const restoreDocument = z.strictObject({
  schema: z.literal("unicity-stack/restore@1"),
  instance,
  file: z.string(),
  bytes: z.int(),
  /** True: nothing was changed. */
  dryRun: z.boolean(),
  /** The instance had a state, which is replaced. */
  replaced: z.boolean(),
  /** What the instance has and the backup has not: it is deleted. */
  deleted: z.array(z.strictObject({ name: z.string(), what: z.string() })),
  /** What differs from when the backup was made and does not stand in the way. */
  notes: z.array(z.string()),
});

const upgradeFields = {
  instance,
  /** True: nothing was changed. */
  dryRun: z.boolean(),
  /** It goes on with, or undoes, one that was interrupted. */
  unfinished: z.boolean(),
  services: z.array(
    z.strictObject({
      service: z.string(),
      /** null where it had none. */
      from: z.string().nullable(),
      to: z.string(),
      changed: z.boolean(),
      /** The new image stores data in a form that the old one does not read. */
      oneWay: z.boolean(),
    }),
  ),
  /** Stacks whose rendered file changes. */
  files: z.array(z.string()),
  /** Services that ran before. */
  running: z.array(z.string()),
  /** Services whose container is another one now. */
  started: z.array(z.string()),
  /** The backup that was made first. */
  backup: z.string().nullable(),
};

export const upgradeDocument = z.strictObject({
  schema: z.literal("unicity-stack/upgrade@1"),
  ...upgradeFields,
});

export const rollbackDocument = z.strictObject({
  schema: z.literal("unicity-stack/rollback@1"),
  ...upgradeFields,
});

const items = z.array(
  z.strictObject({
    path: z.string(),
    what: z.string(),
    bytes: z.int(),
    /** What deletes it. */
    command: z.string().optional(),
  }),
);

export const uninstallDocument = z.strictObject({
  schema: z.literal("unicity-stack/uninstall@1"),
  instance,
  /** True: nothing was changed. */
  dryRun: z.boolean(),
  /** Services that ran and were stopped. */
  stopped: z.array(z.string()),
  deleted: items,
  kept: items,
  outside: items,
});

const carried = {
  file: z.string(),
  generation: z.string(),
  stacks: z.array(z.string()),
};

export const airgapSaveDocument = z.strictObject({
  schema: z.literal("unicity-stack/airgap-save@1"),
  ...carried,
  bytes: z.int(),
  images: z.array(
    z.strictObject({ keys: z.array(z.string()), reference: z.string(), platforms: z.array(z.string()) }),
  ),
});

export const airgapLoadDocument = z.strictObject({
  schema: z.literal("unicity-stack/airgap-load@1"),
  ...carried,
  /** True: nothing was changed. */
  dryRun: z.boolean(),
  how: z.enum(["containerd", "pulled", "served"]),
  /** Host and port in the names of the images; null where they have their own names. */
  registry: z.string().nullable(),
  images: z.array(z.strictObject({ keys: z.array(z.string()), reference: z.string() })),
  /** Paths of the files that were written. */
  files: z.array(z.string()),
});
