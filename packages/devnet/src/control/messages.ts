import { z } from "zod";
import { SERVICE_NAMES } from "./stack-control.ts";

/** Longest line either side accepts, characters. */
export const LINE_LIMIT = 64 * 1024;

const DAY_MS = 86_400_000;
const forMs = z.int().min(1).max(DAY_MS).optional();
const snapshotId = z.string().regex(/^[0-9a-f]{16}$/);
const services = z.array(z.enum(SERVICE_NAMES)).min(1).max(SERVICE_NAMES.length);

const fault = z.union([
  z.strictObject({ status: z.int().min(400).max(599), forMs }),
  z.strictObject({ latencyMs: z.int().min(1).max(60_000), forMs }),
  z.strictObject({ dropWrites: z.literal(true), forMs }),
]);

/** One line to a service. */
export const callSchema = z.discriminatedUnion("call", [
  z.strictObject({ call: z.literal("fault"), fault }),
  z.strictObject({ call: z.literal("clear-faults") }),
  z.strictObject({ call: z.literal("rounds"), mode: z.enum(["manual", "automatic"]) }),
  z.strictObject({ call: z.literal("rounds-mode") }),
  z.strictObject({ call: z.literal("next-round") }),
  z.strictObject({ call: z.literal("snapshots") }),
  /** `services`: those of which the snapshot consists. */
  z.strictObject({ call: z.literal("snapshot"), id: snapshotId, services }),
  z.strictObject({ call: z.literal("revert"), id: snapshotId }),
  z.strictObject({ call: z.literal("forget"), id: snapshotId }),
]);

export type Call = z.infer<typeof callSchema>;

const errorParts = z.strictObject({
  code: z.string(),
  what: z.string(),
  where: z.string().optional(),
  evidence: z.string().optional(),
  cause: z.string().optional(),
  next: z.string().optional(),
});

/** One line from a service. */
export const answerSchema = z.discriminatedUnion("ok", [
  z.strictObject({ ok: z.literal(true), result: z.unknown() }),
  z.strictObject({ ok: z.literal(false), error: errorParts }),
]);

export type Answer = z.infer<typeof answerSchema>;

/** Result of `rounds-mode`. */
export const roundsResult = z.strictObject({ mode: z.enum(["manual", "automatic"]) });

/** Result of `next-round`; the height as decimal text. */
export const heightResult = z.strictObject({ height: z.string().regex(/^\d{1,20}$/) });

/** Result of `snapshots`: what the service keeps, oldest first. */
export const snapshotsResult = z.array(z.strictObject({ id: snapshotId, services }));
