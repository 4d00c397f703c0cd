import { z } from "zod";
import { endpoint } from "./endpoint.ts";
import { health } from "./health.ts";
import { limits, logging } from "./limits.ts";
import { file, mount, secretUse } from "./mount.ts";
import { parse } from "./parse.ts";
import { rawCompose } from "./raw-compose.ts";
import { route } from "./route.ts";
import { runtime } from "./runtime.ts";
import { serviceRules } from "./service-rules.ts";
import { milliseconds, name, sentence } from "./text.ts";
import { waiver } from "./waiver.ts";

const condition = z.enum(["started", "healthy", "completed"]);

/** What must be true of another service before this one starts; `restart`: start again whenever it was recreated. */
const dependency = z.union([condition, z.strictObject({ condition, restart: z.boolean().default(false) })]);

const common = {
  name,
  description: sentence.optional(),
  /** Host that the service is placed on. */
  host: name.default("default"),
  runtime,
  endpoints: z.record(name, endpoint).default({}),
  mounts: z.array(mount).default([]),
  files: z.array(file).default([]),
  secrets: z.array(secretUse).default([]),
  dependsOn: z.record(name, dependency).default({}),
  limits: limits.prefault({}),
  logging: logging.prefault({}),
  /** Time between SIGTERM and SIGKILL, ms. */
  stopGracePeriod: milliseconds.default(10_000),
  /** Networks of the stack; `[]` means no network at all. */
  networks: z.array(name).default(["default"]),
  /**
   * Compose keys that the model does not have: merged into the rendered service as JSON Merge Patch (RFC 7396), strings
   * as Compose reads them (`$$` is a dollar sign).
   */
  compose: rawCompose.optional(),
  waivers: z.array(waiver).default([]),
};

/** A service that runs until it is stopped. */
export const longRunning = z.strictObject({
  kind: z.literal("service"),
  ...common,
  /** In a profile with an edge, this endpoint is what the edge makes public under the service's domain. */
  edge: z.strictObject({ endpoint: name }).optional(),
  health: health.optional(),
  /** What its nginx serves, and who answers. */
  routes: z.array(route).default([]),
  restart: z.enum(["unless-stopped", "always", "on-failure", "no"]).default("unless-stopped"),
});

/** A service that runs once and ends. Somebody depends on it with `completed`, or `terminal` says why nobody does. */
export const job = z.strictObject({
  kind: z.literal("job"),
  ...common,
  terminal: sentence.optional(),
});

export const service = z.discriminatedUnion("kind", [longRunning, job]).check(serviceRules);

export type Condition = z.infer<typeof condition>;
export type Dependency = z.infer<typeof dependency>;
export type Service = z.infer<typeof service>;
export type LongRunningService = z.infer<typeof longRunning>;
export type Job = z.infer<typeof job>;
export type ServiceInput = Omit<z.input<typeof longRunning>, "kind">;
export type JobInput = Omit<z.input<typeof job>, "kind">;

/**
 * A checked service with all defaults filled in: plain data.
 *
 * @throws ComposeGenError `DEFINITION_INVALID` with the path of each mistake and a suggestion
 */
export function defineService(input: ServiceInput): LongRunningService {
  return parse(service, { ...input, kind: "service" }, `service "${input?.name}"`) as LongRunningService;
}

/**
 * A checked job (a service that runs once) with all defaults filled in: plain data.
 *
 * @throws ComposeGenError `DEFINITION_INVALID` with the path of each mistake and a suggestion
 */
export function defineJob(input: JobInput): Job {
  return parse(service, { ...input, kind: "job" }, `job "${input?.name}"`) as Job;
}
