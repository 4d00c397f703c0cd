import { z } from "zod";
import { sentence } from "./text.ts";
import { value } from "./value.ts";

/** A time of a probe in milliseconds; seconds written by mistake are far below. */
const milliseconds = z
  .int("must be whole milliseconds")
  .min(100, "is in milliseconds: 10 seconds are 10_000")
  .max(86_400_000);

const timing = {
  /** Between two probes, ms. */
  interval: milliseconds.default(10_000),
  /** A probe that takes longer has failed, ms. */
  timeout: milliseconds.default(5_000),
  /** Failures in a row after which the service is unhealthy. */
  retries: z.int().min(1).max(1_000).default(3),
  /** Failures in this time after the start do not count, ms. */
  startPeriod: milliseconds.default(30_000),
  /** Between two probes while the start period lasts, ms (Engine 25). */
  startInterval: milliseconds.default(1_000),
};

/** How the engine sees that a service works: a command executed without a shell, a shell line, or none with a reason. */
export const health = z.union([
  z.strictObject({ command: z.array(value).min(1), ...timing }),
  z.strictObject({ shell: value, ...timing }),
  z.strictObject({ disabled: sentence }),
]);

export type Health = z.infer<typeof health>;
