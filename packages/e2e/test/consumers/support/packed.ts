import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { execa } from "execa";

export const REPOSITORY: string = resolve(import.meta.dirname, "../../../../..");
/** Folders of the packages that a consumer gets, those that others need first. */
export const PUBLISHED = ["compose-gen", "devnet", "stackctl", "e2e"] as const;

/** A packed package. */
export interface Tarball {
  file: string;
  /** Its `package.json`, as a consumer gets it. */
  manifest: Manifest;
}

/** A file, or one for each condition. */
export type Exported = string | { [condition: string]: Exported };

export interface Manifest {
  name: string;
  version: string;
  dependencies?: Record<string, string>;
  scripts?: Record<string, string>;
  exports?: Record<string, Exported>;
  bin?: Record<string, string>;
  engines?: Record<string, string>;
}

/** Commands that keep a cache of their own beside them, where no other is set; the keeper of this package is no command. */
const CACHING = ["compose-gen", "stackctl"];

/** Packs all packages that are published, as they are built and have been used. `remove` deletes what was made. */
export async function packAll(): Promise<{ tarballs: Tarball[]; remove(): void }> {
  const folder = mkdtempSync(join(tmpdir(), "e2e-packed-"));
  for (const name of CACHING) {
    const command = join(REPOSITORY, "packages", name, "dist/cli.js");
    await execa(process.execPath, [command, "--version"], { env: { NODE_COMPILE_CACHE: undefined } });
  }
  const pnpm = join(REPOSITORY, "node_modules/.bin/pnpm");
  const args = ["--filter", "@unicity-sphere/*", "pack", "--pack-destination", folder];
  await execa(pnpm, args, { cwd: REPOSITORY, stdin: "ignore" });
  const read = async (name: string): Promise<Tarball> => {
    const file = join(folder, readdirSync(folder).find((each) => each.includes(`-${name}-`)) ?? "");
    const { stdout } = await execa("tar", ["-xzOf", file, "package/package.json"]);
    return { file, manifest: JSON.parse(stdout) };
  };
  return {
    tarballs: await Promise.all(PUBLISHED.map(read)),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Paths in a tarball, from the package's folder. */
export async function filesIn({ file }: Tarball): Promise<string[]> {
  const { stdout } = await execa("tar", ["-tzf", file]);
  return stdout.split("\n").map((path) => path.replace(/^package\//, ""));
}

/** The text of all its declaration files; empty where it has none. */
export async function declarationsIn({ file }: Tarball): Promise<string> {
  const args = ["-xzOf", file, "--wildcards", "*.d.ts"];
  return (await execa("tar", args, { reject: false })).stdout;
}
