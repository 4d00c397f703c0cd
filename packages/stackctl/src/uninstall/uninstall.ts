import { existsSync, lstatSync, rmSync } from "node:fs";
import type { Backend, Operation, Place } from "../backend/backend.ts";
import { KEY_FILE } from "../backup/key.ts";
import { EXIT, messageOf, StackError } from "../errors.ts";
import { CONTROL, type InstancePaths } from "../instance/folders.ts";
import { commandLine } from "../instance/view.ts";
import { sizeOf, type WipeItem } from "../instance/wipe.ts";

/** One line of what an uninstall decides. */
export interface UninstallItem extends WipeItem {
  /** What deletes it. */
  command?: string;
}

/** What goes, what stays, and what is not of this instance. */
export interface UninstallPlan {
  deleted: UninstallItem[];
  kept: UninstallItem[];
  outside: UninstallItem[];
}

/** What is made again by the next `up`. */
const MADE_AGAIN = [CONTROL, "docker", "logs", "sizes.json"];

/**
 * Sorts everything that there is of an instance. Changes nothing: a wipe knows best what there is, and here nothing of it
 * goes that is state or secret.
 */
export async function planUninstall(backend: Backend, place: Place): Promise<UninstallPlan> {
  const { paths, instance, home } = place;
  const all = await backend.planWipe(place, { secrets: false, certs: false });
  const again = new Set(MADE_AGAIN.map((name) => paths.file(name)));
  const wiped = `${commandLine("wipe", instance)} --yes`;
  const key = `${home}/${KEY_FILE}`;
  return {
    deleted: [
      { path: `what runs of "${instance}"`, what: "containers, processes and networks", bytes: 0 },
      ...all.plan.deleted.filter(({ path }) => again.has(path)),
    ],
    kept: [
      ...all.plan.deleted.filter(({ path }) => !again.has(path)).map((item) => ({ ...item, command: wiped })),
      ...all.plan.kept.map((item) => ({ ...item, command: commandFor(item, paths, wiped) })),
    ],
    outside: [
      ...all.plan.outside.map((item) => ({ ...item, command: outsideCommand(item) })),
      ...(existsSync(key)
        ? [{ path: key, what: "opens the backups of this host", bytes: sizeOf(key), command: `rm ${key}` }]
        : []),
    ],
  };
}

/**
 * Stops what runs and deletes what the next `up` makes again. The caller holds the lock.
 *
 * @returns services that ran
 * @throws StackError `UNINSTALL_INCOMPLETE` that says what is removed and what is left; as `Backend.down`
 */
export async function removeInstalled(backend: Backend, operation: Operation): Promise<string[]> {
  const stopped = await backend.down(operation);
  const paths = MADE_AGAIN.map((name) => operation.paths.file(name)).filter(existsHere);
  for (const path of paths) {
    try {
      rmSync(path, { recursive: true, force: true });
    } catch (error) {
      throw incomplete(operation.instance, error, path, paths);
    }
  }
  return stopped.map(({ service }) => service);
}

function incomplete(instance: string, error: unknown, path: string, all: readonly string[]): StackError {
  const at = all.indexOf(path);
  const list = (paths: readonly string[]) => paths.join(", ") || "nothing";
  return new StackError(
    {
      code: "UNINSTALL_INCOMPLETE",
      what: `The instance "${instance}" is stopped, and not all of it could be removed.`,
      where: path,
      evidence: `${messageOf(error)}\nremoved: ${list(all.slice(0, at))}\nleft: ${list(all.slice(at))}`,
      cause: "It is read-only, or belongs to another user.",
      next: `Fix its owner and mode, then go on: \`${commandLine("uninstall", instance)}\`.`,
    },
    EXIT.usage,
    { cause: error },
  );
}

/** A broken link is there, too; what cannot be looked at is found when it is to be removed. */
function existsHere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return true;
  }
}

function commandFor({ path }: WipeItem, paths: InstancePaths, wiped: string): string {
  if ([paths.snapshots, paths.backups].includes(path)) return `rm -r ${path}`;
  return `${wiped} --secrets --certs`;
}

function outsideCommand({ path }: WipeItem): string {
  return path.startsWith("volume ") ? `docker volume rm ${path.slice(7)}` : `rm -r ${path}`;
}
