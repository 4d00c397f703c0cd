import { createHash } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { RunCommand } from "rehearsal";
import { askGit } from "../checkout/changes.ts";
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
 * Writes `unicity-stack-host-<version>.tar.gz` and its sum beside it into a folder; of files that git has alone.
 *
 * @throws ComposeGenError `BUNDLE_PART_MISSING`, `NO_CHECKOUT`
 */
export async function writeBundle(
  checkout: string,
  version: string,
  folder: string,
  run: RunCommand,
): Promise<WrittenBundle> {
  const tracked = (await askGit(checkout, run, "ls-files", "-z")).split("\0").filter((path) => path !== "");
  const packed = await packBundle(bundleContents(checkout, tracked, version), version);
  const name = `${bundleName(version)}.tar.gz`;
  const sha256 = createHash("sha256").update(packed).digest("hex");
  mkdirSync(folder, { recursive: true });
  writeWhole(join(folder, name), packed);
  writeWhole(join(folder, `${name}.sha256`), `${sha256}  ${name}\n`);
  return { file: join(folder, name), sha256, bytes: packed.length };
}
