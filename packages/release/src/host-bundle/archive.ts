import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { packTar } from "modern-tar";
import type { BundleFile } from "./contents.ts";

/** Every file of the bundle has this date: bytes depend on content alone. It is the first that zip and tar both take. */
const DATE = new Date("1980-01-01T00:00:00Z");
/** RFC 1952 section 2.3.1: the byte that names the operating system, 255 for unknown. */
const GZIP_OS = 9;

/** Name of the bundle of a version, which is also its folder. */
export function bundleName(version: string): string {
  return `unicity-stack-host-${version}`;
}

/** `SHA256SUMS` of files, as `sha256sum --check` reads it. */
export function checksums(files: readonly BundleFile[]): BundleFile {
  const lines = files
    .map(({ path, content }) => ({ path, sum: createHash("sha256").update(content).digest("hex") }))
    .sort((left, right) => (left.path < right.path ? -1 : 1))
    .map(({ path, sum }) => `${sum}  ${path}\n`);
  return { path: "SHA256SUMS", content: Buffer.from(lines.join("")), executable: false };
}

/** The files in a folder of their own as `.tar.gz`, with their checksums; the same files give the same bytes. */
export async function packBundle(files: readonly BundleFile[], version: string): Promise<Buffer> {
  const sorted = [...files, checksums(files)].sort((left, right) => (left.path < right.path ? -1 : 1));
  const entries = sorted.map(({ path, content, executable }) => ({
    header: {
      ...{ name: `${bundleName(version)}/${path}`, size: content.length, type: "file" as const },
      ...{ mode: executable ? 0o755 : 0o644, mtime: DATE },
      ...{ uid: 0, gid: 0, uname: "root", gname: "root" },
    },
    body: new Uint8Array(content),
  }));
  const packed = gzipSync(await packTar(entries), { level: 9 });
  packed[GZIP_OS] = 255;
  return packed;
}
