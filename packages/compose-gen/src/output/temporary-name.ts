import { createHash } from "node:crypto";
import { readdirSync, readlinkSync, rmSync } from "node:fs";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";

/** Where process numbers mean what they mean here: this machine, or this container. */
const home = createHash("sha256").update(`${hostname()} ${processNamespace()}`).digest("hex").slice(0, 8);

/** A name beside a file that no other run uses, also not in another container, and that says which process has it. */
export function temporaryName(place: string): string {
  const any = Math.random().toString(36).slice(2, 10).padEnd(8, "0");
  return `${place}.${home}-${process.pid}-${any}.tmp`;
}

/** Removes what killed runs left beside a file; what a run elsewhere, or one that goes on, has there stays. */
export function removeLeftovers(place: string): void {
  const start = `${basename(place)}.${home}-`;
  for (const name of namesIn(dirname(place))) {
    const pid = name.startsWith(start) && /^(\d+)-[a-z0-9]{8}\.tmp$/.exec(name.slice(start.length))?.[1];
    if (pid && !isAlive(Number(pid))) rmSync(join(dirname(place), name), { force: true });
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    // A folder that is not there, or may not be read, is told where it is written to.
    return [];
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

function processNamespace(): string {
  try {
    return readlinkSync("/proc/self/ns/pid");
  } catch {
    return "";
  }
}
