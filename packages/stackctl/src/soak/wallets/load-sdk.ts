import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type * as SphereCore from "@unicitylabs/sphere-sdk";
import type * as SphereNode from "@unicitylabs/sphere-sdk/impl/nodejs";
import { StackError } from "../../errors.ts";

const PACKAGE = "@unicitylabs/sphere-sdk";

/** The version that is asked for where there is none. */
const VERSION = "0.6.14";

/** The SDK whose wallets are driven. */
export interface SphereSdk {
  core: typeof SphereCore;
  node: typeof SphereNode;
  version: string;
  folder: string;
}

interface Manifest {
  name: string;
  version: string;
  exports: Record<string, { import: { default: string } | string }>;
}

/**
 * Loads sphere-sdk, which is no dependency of stackctl: where stackctl is installed, else from the folder of the
 * caller, which may be a checkout of the SDK itself.
 *
 * @param installed URL of a file of stackctl
 * @throws StackError `SDK_MISSING` with the command that installs it
 */
export async function loadSdk(cwd: string, installed: string = import.meta.url): Promise<SphereSdk> {
  const folder = findSdk(cwd, installed);
  if (folder === undefined) throw missing(cwd);
  const { version, exports } = readManifest(folder);
  const load = (subpath: string) => {
    const entry = exports[subpath]?.import;
    const file = typeof entry === "string" ? entry : entry?.default;
    return import(pathToFileURL(join(folder, file ?? "")).href);
  };
  try {
    const [core, node] = await Promise.all([load("."), load("./impl/nodejs")]);
    return { core, node, version, folder };
  } catch (error) {
    throw new StackError(
      {
        code: "SDK_BROKEN",
        what: `sphere-sdk ${version} cannot be loaded.`,
        where: folder,
        evidence: error instanceof Error ? error.message : String(error),
        cause: "It is not built, not installed completely, or of a version with other entries.",
        next: `Install the version that soak knows: \`npm install --save-dev ${PACKAGE}@${VERSION} ws\`.`,
      },
      undefined,
      { cause: error },
    );
  }
}

/** Folder of the package; undefined when it is installed nowhere that this process looks. */
function findSdk(cwd: string, installed: string): string | undefined {
  const folders = [dirname(fileURLToPath(installed)), cwd].flatMap(withParents);
  const candidates = [...folders.map((folder) => join(folder, "node_modules", PACKAGE)), cwd];
  return candidates.find(
    (folder) => existsSync(join(folder, "package.json")) && readManifest(folder).name === PACKAGE,
  );
}

/** The folder and all above it. */
function withParents(folder: string): string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...withParents(parent)];
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
}

function missing(cwd: string): StackError {
  return new StackError({
    code: "SDK_MISSING",
    what: "soak drives wallets of sphere-sdk, which is not installed here.",
    where: cwd,
    cause: "It is needed by this verb only, so that stackctl does not bring it.",
    next: `Install it: \`npm install --save-dev ${PACKAGE}@${VERSION} ws\`.`,
  });
}
