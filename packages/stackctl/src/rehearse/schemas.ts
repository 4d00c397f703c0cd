import { z } from "zod";
import { REHEARSED } from "./rehearsal.ts";

/** The JSON documents of `stackctl rehearse`. */

const id = z.string().regex(/^[0-9a-f]{8}$/);
const service = z.enum(REHEARSED);
const domains = z.record(service, z.string());
const step = z.strictObject({ id: z.string(), title: z.string(), service: service.optional() });

export const rehearseDocument = z.strictObject({
  schema: z.literal("unicity-stack/rehearse@1"),
  id: id.nullable(),
  outcome: z.enum(["pass", "fail", "interrupted"]),
  /** Null when it was interrupted: the command dies of the signal. */
  exitCode: z.int().min(0).max(3).nullable(),
  /** Of the whole command. */
  ms: z.number().nonnegative(),
  /** In order; the last one may have failed or been interrupted. */
  steps: z.array(
    step.extend({
      outcome: z.enum(["pass", "fail", "interrupted"]),
      evidence: z.string(),
      ms: z.number().nonnegative(),
    }),
  ),
  /** Ids of the steps that a failure or an interruption left out. */
  notMade: z.array(z.string()),
  /** What was kept running, else null. */
  kept: z
    .strictObject({
      domains,
      httpsPort: z.int(),
      httpPort: z.int(),
      rootFile: z.string(),
      network: z.string(),
      containers: z.record(service, z.string()),
    })
    .nullable(),
  error: z
    .strictObject({
      code: z.string(),
      what: z.string(),
      where: z.string().optional(),
      evidence: z.string().optional(),
      cause: z.string().optional(),
      next: z.string().optional(),
    })
    .nullable(),
});

export const rehearsePlanDocument = z.strictObject({
  schema: z.literal("unicity-stack/rehearse-plan@1"),
  plan: z.strictObject({ keep: z.boolean(), domains, steps: z.array(step) }),
});

export const rehearseCleanDocument = z.strictObject({
  schema: z.literal("unicity-stack/rehearse-clean@1"),
  removed: z.array(z.strictObject({ id, items: z.int() })),
  /** Still at work, and left alone. */
  inUse: z.array(id),
});

export const rehearseCleanPlanDocument = z.strictObject({
  schema: z.literal("unicity-stack/rehearse-clean-plan@1"),
  /** What would go, by name. */
  remove: z.array(
    z.strictObject({
      id,
      containers: z.array(z.string()),
      networks: z.array(z.string()),
      volumes: z.array(z.string()),
    }),
  ),
  inUse: z.array(id),
});

export type RehearseDocument = z.infer<typeof rehearseDocument>;
