import { createHash } from "node:crypto";
import { createReadStream, openAsBlob, readFileSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { ComposeGenError } from "@unicity-sphere/compose-gen";
import { sha256 } from "@unicity-sphere/compose-gen/registry";
import { z } from "zod";
import type { BlobSource } from "../registry/repository.ts";
import { layoutInvalid } from "./layout-error.ts";

/** What an index or manifest says of something that it refers to (OCI image specification, "Descriptors"). */
export const descriptor = z.looseObject({
  mediaType: z.string(),
  digest: z.string().regex(/^sha256:[0-9a-f]{64}$/),
  size: z.int().nonnegative(),
  platform: z
    .looseObject({ os: z.string(), architecture: z.string(), variant: z.string().optional() })
    .optional(),
  annotations: z.record(z.string(), z.string()).optional(),
});

export type Descriptor = z.infer<typeof descriptor>;

/** Where a layout keeps what a digest names. */
export function blobPath(folder: string, digest: string): string {
  return join(folder, "blobs", ...digest.split(":"));
}

/**
 * A JSON document of a layout.
 *
 * @throws ComposeGenError `LAYOUT_INVALID`, `LAYOUT_DAMAGED`
 */
export function readDocument<Schema extends z.ZodType>(
  folder: string,
  { digest }: Descriptor,
  schema: Schema,
): { body: Buffer; content: z.infer<Schema> } {
  const path = blobPath(folder, digest);
  const body = readWhole(path);
  if (sha256(body) !== digest) throw damaged(path, digest, sha256(body));
  return { body, content: parseWith(schema, body.toString("utf8"), path) };
}

/** @throws ComposeGenError `LAYOUT_INVALID` */
export function parseWith<Schema extends z.ZodType>(schema: Schema, text: string, path: string) {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    throw layoutInvalid(path, "A document of the layout is no JSON.");
  }
  const parsed = schema.safeParse(content);
  if (parsed.success) return parsed.data as z.infer<Schema>;
  throw layoutInvalid(path, "A document of the layout has not the form of its kind.", {
    evidence: z.prettifyError(parsed.error),
  });
}

/** @throws ComposeGenError `LAYOUT_INVALID` for a file that is missing */
export function readWhole(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw layoutInvalid(path, "A file of the layout cannot be read.", { evidence: (error as Error).message });
  }
}

/**
 * A blob of a layout, to be sent; its bytes are summed first.
 *
 * @throws ComposeGenError `LAYOUT_DAMAGED`, `LAYOUT_INVALID`
 */
export async function checkedBlob(folder: string, { digest }: Descriptor): Promise<BlobSource> {
  const path = blobPath(folder, digest);
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash).catch((error: Error) => {
    throw layoutInvalid(path, "A file of the layout cannot be read.", { evidence: error.message });
  });
  const sum = `sha256:${hash.digest("hex")}`;
  if (sum !== digest) throw damaged(path, digest, sum);
  return { digest, open: () => openAsBlob(path) };
}

function damaged(path: string, digest: string, sum: string): ComposeGenError {
  return new ComposeGenError({
    code: "LAYOUT_DAMAGED",
    what: "A file of the layout is not what its name says.",
    where: path,
    evidence: `named ${digest}\nis    ${sum}`,
    cause: "It was copied in part, or changed after the build.",
    next: "Copy the layout again, or build the image again. Nothing of it was published.",
  });
}
