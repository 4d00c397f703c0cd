import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { ComposeGenError } from "@unicity-sphere/compose-gen";
import { unpackTar } from "modern-tar";
import { z } from "zod";

/** A package as it is to be published. */
export interface Tarball {
  file: string;
  name: string;
  version: string;
  /** `sha512-…` of the file, as npm's registry states it (W3C Subresource Integrity). */
  integrity: string;
  /** Names that an install of it also needs. */
  needs: string[];
}

const dependencies = z.record(z.string(), z.string()).default({});
const manifest = z.looseObject({
  name: z.string(),
  version: z.string(),
  dependencies,
  optionalDependencies: dependencies,
  peerDependencies: dependencies,
});

/**
 * Reads what `pnpm pack` wrote.
 *
 * @throws ComposeGenError `TARBALL_INVALID`
 */
export async function readTarball(file: string): Promise<Tarball> {
  const bytes = readFileSync(file);
  const { name, version, ...lists } = await manifestOf(file, bytes);
  const { dependencies, optionalDependencies, peerDependencies } = lists;
  return {
    ...{ file, name, version },
    integrity: `sha512-${createHash("sha512").update(bytes).digest("base64")}`,
    needs: Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies }).sort(),
  };
}

async function manifestOf(file: string, bytes: Buffer) {
  try {
    const entries = await unpackTar(gunzipSync(bytes), {
      filter: ({ name }) => name === "package/package.json",
    });
    return manifest.parse(JSON.parse(Buffer.from(entries[0]?.data ?? []).toString("utf8")));
  } catch (error) {
    throw new ComposeGenError({
      code: "TARBALL_INVALID",
      what: "A file is no package of npm.",
      where: file,
      evidence: error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message,
      next: "Remove it, and let the command pack it again.",
    });
  }
}
