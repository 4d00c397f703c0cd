import { randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** mongosh keeps this many logs (`logMaxFileCount`). */
const MOST_LOGS = 100;

/**
 * Leaves below HOME what a run of mongosh leaves: a log. Without a HOME that it can write to, mongosh warns and goes on.
 * @returns the warning
 */
export function keepLog(home: string): string | undefined {
  const folder = join(home, ".mongodb/mongosh");
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const name = `${Math.floor(Date.now() / 1000).toString(16)}${randomBytes(8).toString("hex")}_log`;
    writeFileSync(join(folder, name), `${JSON.stringify({ t: new Date(), msg: "Starting log" })}\n`, {
      mode: 0o600,
    });
    for (const old of logsOf(folder).slice(MOST_LOGS)) rmSync(old, { force: true });
    return undefined;
  } catch (error) {
    return `Warning: Could not access file: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** Newest first. */
function logsOf(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith("_log"))
    .map((name) => ({ path: join(folder, name), time: timeOf(join(folder, name)) }))
    .sort((a, b) => b.time - a.time)
    .map(({ path }) => path);
}

/** Another mongosh may have removed it meanwhile. */
function timeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
