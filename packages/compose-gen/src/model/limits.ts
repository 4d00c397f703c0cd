import { z } from "zod";
import { memoryLimit, memorySize } from "./memory-size.ts";

/** What a service may use at most. Every service has limits; these are the defaults. */
export const limits = z.strictObject({
  memory: memoryLimit.default("512m"),
  /** Processes and threads. */
  pids: z.int().min(1).default(256),
  /** CPU cores, e.g. 0.5; default no limit. */
  cpus: z.number().min(0.01).max(1_024).optional(),
});

/** Rotation of the container's log. */
export const logging = z.strictObject({
  maxSize: memorySize.default("10m"),
  maxFiles: z.int().min(1).max(100).default(3),
});

export type Limits = z.infer<typeof limits>;
export type Logging = z.infer<typeof logging>;
