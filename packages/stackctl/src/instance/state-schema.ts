import * as z from "zod/mini";

/** Raised when the meaning of a field changes. */
export const SCHEMA_VERSION = 1;

const port = z.int().check(z.minimum(0), z.maximum(65_535));

const processSchema = z.strictObject({ pid: z.int().check(z.positive()), started: z.string() });

const serviceSchema = z.strictObject({
  /** Last known TCP port; 0 when it never listened. */
  port,
  /** Base URL for clients while it runs. */
  url: z.nullable(z.string()),
  process: z.nullable(processSchema),
  /** ISO 8601 time of the last start. */
  startedAt: z.nullable(z.string()),
});

const common = {
  schemaVersion: z.literal(SCHEMA_VERSION),
  instance: z.string(),
  stack: z.string(),
  createdAt: z.string(),
  /** What `--port-base` said; null for the default ports, 0 for free ones. */
  portBase: z.nullable(port),
  /** Files written outside the state folder on request, e.g. by `trust-base --out`. */
  exports: z.array(z.string()),
};

const embeddedSchema = z.strictObject({
  ...common,
  backend: z.literal("embedded"),
  services: z.record(z.string(), serviceSchema),
  /** Services are started with control; absent otherwise. */
  control: z.optional(z.literal(true)),
});

/** What was chosen at `up`; what runs is asked of the engine. */
const dockerSchema = z.strictObject({
  ...common,
  backend: z.literal("docker"),
  /** Names of the stacks of this instance. */
  parts: z.array(z.string()),
  generation: z.string(),
  /** Image key → reference that replaces the pin. */
  images: z.record(z.string(), z.string()),
  /** Variables of the files that the reader has set, none of them secret. */
  variables: z.record(z.string(), z.string()),
  /** Port variable → host port. */
  ports: z.record(z.string(), port),
  /** Rendered file → SHA-256 of what was written, so that edits are seen. */
  files: z.record(z.string(), z.string()),
  /** SHA-256 over everything that the last complete `up` used; null while none is complete. */
  applied: z.nullable(z.string()),
  /** Volumes that a wipe or restore has begun to delete. */
  wiping: z.array(z.string()),
  /** Volume of a stack, `<stack>/<volume>` → its name on the engine, where a restored snapshot gave it another one. */
  volumes: z._default(z.record(z.string(), z.string()), {}),
  /** Written by earlier versions; nothing reads it. */
  sizes: z.optional(z.unknown()),
});

/** Content of `instance.json`. */
export const stateSchema = z.discriminatedUnion("backend", [embeddedSchema, dockerSchema]);

/** What an instance is and what of it runs; content of `instance.json`. */
export type InstanceState = z.infer<typeof stateSchema>;
export type EmbeddedState = z.infer<typeof embeddedSchema>;
export type DockerState = z.infer<typeof dockerSchema>;
export type ServiceState = z.infer<typeof serviceSchema>;

/** Where an instance runs: as processes of this host, or in containers. */
export type BackendName = InstanceState["backend"];
