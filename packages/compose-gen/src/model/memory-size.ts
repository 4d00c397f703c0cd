import { z } from "zod";
import { sizeInBytes } from "../plan/units.ts";

/** Bytes with a binary unit as Compose reads them, exact as a number of JavaScript. */
export const memorySize = z
  .string()
  .regex(/^[1-9][0-9]*[kmg]?$/, 'must be a size such as "64m" (k, m or g; none = bytes)')
  .refine((text) => sizeInBytes(text) <= Number.MAX_SAFE_INTEGER, {
    error: "is more than a machine has: k, m and g are 2^10, 2^20 and 2^30 bytes",
  })
  .describe("size with binary unit");

const MINIMUM = 6 * 2 ** 20;

const bytes = z.int().min(MINIMUM, {
  error: ({ input }) =>
    Number(input) > 0 && Number(input) < 65_536
      ? `${input} is bytes: did you mean "${input}m"?`
      : `${input} bytes are less than the engine's minimum of "6m"`,
});
const written = memorySize.refine((text) => sizeInBytes(text) >= MINIMUM, {
  error: ({ input }) => `"${input}" is less than the engine's minimum of "6m"`,
});

/** Memory of a container: bytes or a size with a binary unit; at least 6 MiB, the minimum of the engine. */
export const memoryLimit = z.union([bytes, written]);
