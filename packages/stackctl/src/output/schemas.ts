import { z } from "zod";
import { LAYERS } from "../checks/check.ts";
import { SEVERITIES } from "../doctor/finding.ts";

/** The JSON documents that verbs print with `--json`. Tests hold the real output against them. */

const check = z.strictObject({
  service: z.string(),
  /** Name of the check, e.g. `jsonrpc.height-grows`. */
  check: z.string(),
  layer: z.enum(LAYERS),
  /** What a pass proves. */
  proves: z.string(),
  outcome: z.enum(["pass", "fail", "unreachable", "unknown"]),
  /** `OK`, or the reason. */
  code: z.string(),
  evidence: z.string(),
  /** It will not pass by itself. */
  permanent: z.literal(true).optional(),
  next: z.string().optional(),
  /** Duration, ms. */
  ms: z.number().nonnegative(),
});

const health = z.enum(["healthy", "degraded", "unreachable"]);
const port = z.int().min(0).max(65_535);
const wipeItems = z.array(z.strictObject({ path: z.string(), what: z.string(), bytes: z.int() }));

const backend = z.enum(["embedded", "docker"]);

/** What a service has in every list. */
const service = {
  name: z.string(),
  url: z.string().nullable(),
  pid: z.int().nullable(),
  /** Name of the container, where it runs in one. */
  container: z.string().optional(),
  /** Not pinned where no digest says which image it is; replaced by one that `--image` has named. */
  image: z
    .strictObject({ reference: z.string(), pinned: z.boolean(), replaced: z.boolean().optional() })
    .optional(),
};

const verifiedImages = z.array(
  z.strictObject({
    /** In `images.json`, else its name. */
    key: z.string(),
    reference: z.string(),
    /** Not covered: not of this project. Waived: `--unverified` names it. */
    outcome: z.enum(["verified", "not-covered", "waived"]),
    /** Identity in the certificate, or `the key`; null unless it is verified. */
    signer: z.string().nullable(),
  }),
);

export const upDocument = z.strictObject({
  schema: z.literal("unicity-stack/up@1"),
  instance: z.string(),
  backend,
  /** Folder of the instance. */
  root: z.string(),
  /** From the start of the command to the last passed check. */
  ms: z.number(),
  services: z.array(
    z.strictObject({
      ...service,
      port: port.nullable(),
      /** False when it ran before. */
      started: z.boolean(),
    }),
  ),
  checks: z.array(check),
  /** One line per thing that an option did, e.g. `--accounts`. */
  done: z.array(z.string()),
  /** Variables for programs that use the stack; those of `env`. */
  variables: z.record(z.string(), z.string()),
  /** With `--verify`. */
  images: verifiedImages.optional(),
});

export const verifyDocument = z.strictObject({
  schema: z.literal("unicity-stack/verify@1"),
  images: verifiedImages,
});

export const planDocument = z.strictObject({
  schema: z.literal("unicity-stack/plan@1"),
  plan: z.strictObject({
    instance: z.string(),
    stack: z.string(),
    backend,
    profile: z.string(),
    root: z.string(),
    fresh: z.boolean(),
    /** null for the default ports. */
    portBase: port.nullable(),
    services: z.array(
      z.strictObject({ name: z.string(), action: z.enum(["start", "keep"]), port: port.nullable() }),
    ),
    /** Compose projects, where containers run. */
    projects: z
      .array(z.strictObject({ stack: z.string(), project: z.string(), file: z.string() }))
      .optional(),
    options: z.record(z.string(), z.string()),
    /** Services listen for control; absent when they do not. */
    control: z.literal(true).optional(),
  }),
});

export const pullDocument = z.strictObject({
  schema: z.literal("unicity-stack/pull@1"),
  instance: z.string(),
  images: z.array(z.strictObject({ reference: z.string(), fetched: z.boolean() })),
});

export const statusDocument = z.strictObject({
  schema: z.literal("unicity-stack/status@1"),
  instance: z.string(),
  backend,
  health,
  exitCode: z.int().min(0).max(2),
  /** ISO 8601: age of all evidence below. */
  checkedAt: z.iso.datetime(),
  services: z.array(
    z.strictObject({
      ...service,
      health,
      checks: z.array(check),
    }),
  ),
  /** An upgrade or rollback that was interrupted, and what finishes it. */
  unfinished: z.string().optional(),
  /** Volumes with state, where containers run. */
  volumes: z
    .array(
      z.strictObject({
        name: z.string(),
        class: z.string(),
        bytes: z.int().nullable(),
        /** Since the last status, and the time between the two, ms. */
        growth: z.strictObject({ bytes: z.int(), ms: z.int() }).optional(),
      }),
    )
    .optional(),
});

export const doctorDocument = z.strictObject({
  schema: z.literal("unicity-stack/doctor@1"),
  instance: z.string(),
  /** Project of the run scripts' containers that were looked at. */
  project: z.string(),
  exitCode: z.int().min(0).max(2),
  /** Findings of each severity. */
  counts: z.record(z.enum(SEVERITIES), z.int().nonnegative()),
  probes: z.array(
    z.strictObject({
      /** Stable, e.g. `disk`. */
      probe: z.string(),
      title: z.string(),
      findings: z.array(
        z.strictObject({
          code: z.string().regex(/^[A-Z0-9_]+$/),
          severity: z.enum(SEVERITIES),
          what: z.string(),
          evidence: z.string(),
          next: z.string().optional(),
        }),
      ),
      /** Duration, ms. */
      ms: z.int().nonnegative(),
    }),
  ),
  ms: z.int().nonnegative(),
});

export const downDocument = z.strictObject({
  schema: z.literal("unicity-stack/down@1"),
  instance: z.string(),
  stopped: z.array(
    z.strictObject({
      service: z.string(),
      pid: z.int().nullable(),
      outcome: z.enum(["stopped", "killed"]),
    }),
  ),
});

export const wipeDocument = z.strictObject({
  schema: z.literal("unicity-stack/wipe@1"),
  instance: z.string(),
  /** True: nothing was changed. */
  dryRun: z.boolean(),
  /** Services that run and are stopped first. */
  stopped: z.array(z.string()),
  /** Code with which it would be refused now. */
  refused: z.string().optional(),
  deleted: wipeItems,
  kept: wipeItems,
  outside: wipeItems,
});

const genesis = z.string().regex(/^[0-9a-f]{64}$/);

export const snapshotDocument = z.strictObject({
  schema: z.literal("unicity-stack/snapshot@1"),
  instance: z.string(),
  name: z.string(),
  folder: z.string(),
  createdAt: z.iso.datetime(),
  backend,
  generation: z.string(),
  /** Stacks of an instance of containers; services of one of processes. */
  parts: z.array(z.string()),
  /** null where the instance has no genesis of its own. */
  genesis: genesis.nullable(),
  bytes: z.int(),
  /** How long services were down for it, ms; null when none ran. */
  downMs: z.int().nullable(),
});

export const snapshotListDocument = z.strictObject({
  schema: z.literal("unicity-stack/snapshot-list@1"),
  instance: z.string(),
  snapshots: z.array(
    z.strictObject({
      name: z.string(),
      folder: z.string(),
      createdAt: z.iso.datetime().nullable(),
      backend: backend.nullable(),
      generation: z.string().nullable(),
      parts: z.array(z.string()),
      genesis: genesis.nullable(),
      bytes: z.int().nullable(),
      /** Why it cannot be restored; null when its manifest can be read. Contents are verified by a restore. */
      problem: z.string().nullable(),
    }),
  ),
});

/** What a restore did with the services. */
const restored = {
  instance: z.string(),
  /** Services run again. */
  started: z.boolean(),
  /** How long they were down, ms; null when none ran. */
  downMs: z.int().nullable(),
};

export const snapshotRestoreDocument = z.strictObject({
  schema: z.literal("unicity-stack/snapshot-restore@1"),
  ...restored,
  name: z.string(),
  bytes: z.int(),
  /** True: nothing was changed. */
  dryRun: z.boolean(),
  /** Services that run and are stopped first. */
  running: z.array(z.string()),
  /** What the instance has and the snapshot has not: it is deleted. */
  deleted: z.array(z.strictObject({ name: z.string(), what: z.string() })),
  /** What differs from when the snapshot was made and does not stand in the way. */
  notes: z.array(z.string()),
});

export const snapshotUndoDocument = z.strictObject({
  schema: z.literal("unicity-stack/snapshot-undo@1"),
  ...restored,
  /** The snapshot whose restore was undone. */
  snapshot: z.string(),
});

export const snapshotRemoveDocument = z.strictObject({
  schema: z.literal("unicity-stack/snapshot-remove@1"),
  instance: z.string(),
  name: z.string(),
});

export const errorDocument = z.strictObject({
  schema: z.literal("unicity-stack/error@1"),
  error: z.strictObject({
    code: z.string(),
    what: z.string(),
    where: z.string().optional(),
    evidence: z.string().optional(),
    cause: z.string().optional(),
    next: z.string().optional(),
  }),
});
