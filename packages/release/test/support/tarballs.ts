import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { packTar } from "modern-tar";

/** What a test's package has besides its name. */
export interface SamplePackage {
  version?: string;
  dependencies?: Record<string, string>;
  content?: string;
}

/** Writes a package as `pnpm pack` does; the same package gives the same bytes. */
export async function writeTarball(
  folder: string,
  name: string,
  sample: SamplePackage = {},
): Promise<string> {
  const { version = "0.6.1", dependencies = {}, content = "first" } = sample;
  const files = {
    "package/package.json": JSON.stringify({ name, version, license: "MIT", dependencies }),
    "package/index.js": `export default ${JSON.stringify(content)};\n`,
  };
  const mtime = new Date("1985-10-26T08:15:00Z");
  const entries = Object.entries(files).map(([path, body]) => ({
    header: { name: path, size: Buffer.byteLength(body), mode: 0o644, mtime },
    body,
  }));
  const file = join(folder, `${name.replace("@", "").replace("/", "-")}-${version}.tgz`);
  writeFileSync(file, gzipSync(await packTar(entries)));
  return file;
}

export const NAMES = ["@sample/base", "@sample/middle", "@sample/top"];

/** Three packages, of which each needs the one before; written in no helpful order. */
export async function writeSamplePackages(
  folder: string,
  change: Record<string, SamplePackage> = {},
): Promise<void> {
  const [base = "", middle = "", top = ""] = NAMES;
  await writeTarball(folder, top, { dependencies: { [middle]: "0.6.1" }, ...change[top] });
  await writeTarball(folder, middle, { dependencies: { [base]: "0.6.1" }, ...change[middle] });
  await writeTarball(folder, base, change[base]);
}
