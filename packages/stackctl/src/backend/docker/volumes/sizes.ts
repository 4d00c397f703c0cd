import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import * as z from "zod/mini";
import type { InstancePaths } from "../../../instance/folders.ts";

/** File in the folder of an instance with the sizes of the last status: a look changes nothing that says how it runs. */
export const SIZES = "sizes.json";

const sizesSchema = z.record(z.string(), z.strictObject({ bytes: z.int(), at: z.string() }));

/** Volume → its size, bytes, and when it was measured, ISO 8601. */
export type KeptSizes = z.infer<typeof sizesSchema>;

/** The sizes of the last status; empty when there are none, or they are damaged. */
export function readSizes(paths: InstancePaths): KeptSizes {
  try {
    return sizesSchema.parse(JSON.parse(readFileSync(paths.file(SIZES), "utf8")));
  } catch {
    return {};
  }
}

/** A look may not fail because it cannot be remembered, nor bring back an instance that was wiped meanwhile. */
export function keepSizes(paths: InstancePaths, sizes: KeptSizes): void {
  const temporary = paths.file(`${SIZES}.${process.pid}.tmp`);
  if (!existsSync(paths.stateFile)) return;
  try {
    writeFileSync(temporary, `${JSON.stringify(sizes, null, 2)}\n`);
    renameSync(temporary, paths.file(SIZES));
  } catch {
    // The sizes are of use for the next status only.
    rmSync(temporary, { force: true });
  }
}
