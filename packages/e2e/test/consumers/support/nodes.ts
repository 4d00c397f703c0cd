import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Outside } from "./consumer.ts";

/** Releases of Node.js that consumers run; the tests themselves run in the newest one. */
const VERSIONS = { 20: "20.20.2", 22: "22.23.3" } as const;

/** Installs the older releases of Node.js. @returns the binary of each */
export async function installNodes(outside: Outside): Promise<Record<20 | 22 | 24, string>> {
  const folder = join(outside.folder, "nodes");
  mkdirSync(folder);
  const packages = Object.entries(VERSIONS).map(
    ([major, version]) => `node${major}@npm:node-linux-${process.arch}@${version}`,
  );
  const { exitCode, all } = await outside.shell(`npm install --no-audit --no-save ${packages.join(" ")}`, {
    cwd: folder,
  });
  if (exitCode !== 0) throw new Error(all);
  const binary = (major: number) => join(folder, `node_modules/node${major}/bin/node`);
  return { 20: binary(20), 22: binary(22), 24: process.execPath };
}
