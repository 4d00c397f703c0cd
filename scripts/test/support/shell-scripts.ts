import { execFile } from "node:child_process";
import { closeSync, existsSync, openSync, readSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Scripts that one shellcheck reads: two work side by side until none is left. */
const BATCH = 16;
const SIDE_BY_SIDE = 2;

/** How a script says which shell runs it. */
const DIALECT = /^(#!.*[/ ](ba|da)?sh\b|# shellcheck shell=)/;

/** A shell script of the repository. */
export interface ShellScript {
  /** Below the repository. */
  path: string;
  /** It says which shell runs it; one that does not has to be right for every POSIX shell. */
  dialect: boolean;
}

/** Every shell script that git tracks or would take: by its name, or by how it begins. */
export async function shellScripts(root: string): Promise<ShellScript[]> {
  const { stdout } = await run("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: root,
    maxBuffer: 16 * 2 ** 20,
  });
  return stdout
    .split("\0")
    .filter((path) => path && existsSync(join(root, path)))
    .map((path) => ({ path, dialect: DIALECT.test(beginOf(join(root, path))) }))
    .filter(({ path, dialect }) => dialect || path.endsWith(".sh"));
}

/** What shellcheck says about the scripts, each read once; empty when it finds nothing. */
export async function shellcheck(root: string, scripts: readonly ShellScript[]): Promise<string> {
  const batches = [true, false].flatMap((dialect) => {
    const paths = scripts.filter((script) => script.dialect === dialect).map(({ path }) => path);
    const args = ["--external-sources", "--source-path=SCRIPTDIR", ...(dialect ? [] : ["--shell=sh"])];
    return Array.from({ length: Math.ceil(paths.length / BATCH) }, (_, index) => [
      ...args,
      ...paths.slice(index * BATCH, (index + 1) * BATCH),
    ]);
  });
  const found: string[] = [];
  const work = async () => {
    for (let args = batches.pop(); args; args = batches.pop()) {
      await run("shellcheck", args, { cwd: root }).catch((error) =>
        found.push(error.stdout || String(error)),
      );
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work));
  return found.join("\n");
}

/** First bytes of a file; nothing of what is no file. */
function beginOf(path: string): string {
  const bytes = Buffer.alloc(80);
  const file = openSync(path, "r");
  try {
    return bytes.toString("latin1", 0, readSync(file, bytes));
  } catch {
    return "";
  } finally {
    closeSync(file);
  }
}
