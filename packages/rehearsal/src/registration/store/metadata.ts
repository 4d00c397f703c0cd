import { readFile } from "node:fs/promises";
import { unlessMissing, writeFileAtomic } from "./write-file.ts";

/** What is known of a registration beyond its line in `domains.map`. */
export interface Metadata {
  created_at: string;
  /** Source address of the call that made it. */
  registered_by: string;
}

export type MetadataByDomain = Record<string, Metadata>;

/** Metadata by domain; a missing or damaged file counts as empty, since `domains.map` alone decides what is routed. */
export async function readMetadata(file: string): Promise<MetadataByDomain> {
  const text = await readFile(file, "utf8").catch(unlessMissing);
  try {
    return { ...JSON.parse(text ?? "{}") };
  } catch {
    return {};
  }
}

export function writeMetadata(file: string, metadata: MetadataByDomain): Promise<void> {
  return writeFileAtomic(file, `${JSON.stringify(metadata, null, 2)}\n`);
}
