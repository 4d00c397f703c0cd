/**
 * Fetches the Linux Node.js of another architecture for the image: `node scripts/fetch-node.ts amd64|arm64`. The
 * package comes from npm's registry and must have the pinned SHA-512. Exit codes: 0 there, 1 not fetched, 3 usage.
 */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { fetchedNodeFolder, type NodePackage, nodePackage } from "../src/image/node-binary.ts";
import { ARCHITECTURES, type Architecture } from "../src/image/platform.ts";

const REPOSITORY = resolve(import.meta.dirname, "../../..");
const TIMEOUT_MS = 5 * 60_000;
const run = promisify(execFile);

async function main([architecture]: string[]): Promise<number> {
  if (!ARCHITECTURES.includes(architecture as Architecture)) {
    console.error(`Usage: node scripts/fetch-node.ts ${ARCHITECTURES.join("|")}`);
    return 3;
  }
  const folder = fetchedNodeFolder(REPOSITORY, architecture as Architecture);
  if (!existsSync(join(folder, "node")))
    await fetchNode(nodePackage(REPOSITORY, architecture as Architecture), folder);
  console.log(join(folder, "node"));
  return 0;
}

async function fetchNode(node: NodePackage, folder: string): Promise<void> {
  mkdirSync(dirname(folder), { recursive: true });
  const work = mkdtempSync(`${folder}.`);
  try {
    const options = { cwd: work, timeout: TIMEOUT_MS };
    const { stdout } = await run(
      "npm",
      ["pack", "--json", "--fetch-timeout=30000", `${node.package}@${node.version}`],
      options,
    );
    const archive = join(work, JSON.parse(stdout)[0].filename);
    const integrity = `sha512-${createHash("sha512").update(readFileSync(archive)).digest("base64")}`;
    if (integrity !== node.integrity) {
      throw new Error(`${node.package}@${node.version} has ${integrity}, not the pinned ${node.integrity}.`);
    }
    await run("tar", ["-xzf", archive, "package/bin/node"], options);
    renameSync(join(work, "package/bin"), folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: Error) => {
    console.error(
      `The Node.js for the image could not be fetched. [FETCH_FAILED]\n  evidence: ${error.message}`,
    );
    process.exitCode = 1;
  },
);
