import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import { makeFolder, writeFileAtomic } from "../../instance/atomic-file.ts";
import { type InstancePaths, instancePaths, listInstances } from "../../instance/folders.ts";
import { identifyProcess, processState } from "../../process/identity.ts";

/** Begin of the names of what soak makes. */
export const PREFIX = "soak-";

/** File in a folder that soak has made: only where it is, soak deletes anything. */
const OWNER = "soak-owner.json";

/** The process that a folder belongs to. */
interface Owner {
  pid: number;
  /** Start time of that process; see `ProcessIdentity`. */
  started: string;
  /** Name of the machine that it runs on. */
  host: string;
}

/** Makes the folder of a soak, before anything else is in it. @throws StackError `STATE_UNWRITABLE`, `DISK_FULL` */
export function claim(paths: InstancePaths): void {
  const identity = identifyProcess(process.pid) ?? { pid: process.pid, started: "unknown" };
  const owner: Owner = { ...identity, host: hostname() };
  makeFolder(paths.root, 0o700);
  writeFileAtomic(paths.file(OWNER), `${JSON.stringify(owner)}\n`, { durable: false });
}

/** Names of the folders that soaks have left which were killed: their process is gone. */
export function findAbandoned(home: string): string[] {
  return listInstances(home).filter(
    (name) => name.startsWith(PREFIX) && isAbandoned(instancePaths(home, name)),
  );
}

/** Of another machine, where folders are shared, nobody here can say that its process is gone. */
export function isAbandoned(paths: InstancePaths): boolean {
  const owner = readOwner(paths);
  return owner !== undefined && owner.host === hostname() && processState(owner) === "gone";
}

function readOwner(paths: InstancePaths): Owner | undefined {
  try {
    const { pid, started, host } = JSON.parse(readFileSync(paths.file(OWNER), "utf8")) as Partial<Owner>;
    if (typeof pid !== "number" || typeof started !== "string" || typeof host !== "string") return undefined;
    return { pid, started, host };
  } catch {
    return undefined;
  }
}
