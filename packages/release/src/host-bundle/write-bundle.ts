import { createHash } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { writeWhole } from "../write-file.ts";
import { bundleName, packBundle } from "./archive.ts";
import { bundleContents } from "./contents.ts";

/** A bundle that was written. */
export interface WrittenBundle {
  /** Absolute or as `folder` was given. */
  file: string;
  /** 64 hex digits. */
  sha256: string;
  bytes: number;
}

/**
 * Writes `unicity-stack-host-<version>.tar.gz` and its sum beside it into a folder.
 *
 * @throws ComposeGenError `BUNDLE_PART_MISSING`
 */
export async function writeBundle(checkout: string, version: string, folder: string): Promise<WrittenBundle> {
  const packed = await packBundle(bundleContents(checkout, version), version);
  const name = `${bundleName(version)}.tar.gz`;
  const sha256 = createHash("sha256").update(packed).digest("hex");
  mkdirSync(folder, { recursive: true });
  writeWhole(join(folder, name), packed);
  writeWhole(join(folder, `${name}.sha256`), `${sha256}  ${name}\n`);
  return { file: join(folder, name), sha256, bytes: packed.length };
}
