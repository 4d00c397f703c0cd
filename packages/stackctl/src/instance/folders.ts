import { readdirSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";

/** Folder of an unfinished restore. */
export const RESTORE = "restore";

/** Folder of the sockets of control. */
export const CONTROL = "control";

/** Files of one instance; everything it owns is below `root`. */
export interface InstancePaths {
  root: string;
  /** What runs where; see `state.ts`. */
  stateFile: string;
  lockFile: string;
  /** Present while a wipe is unfinished. */
  wipeMarker: string;
  /** Folder of a restore that is unfinished. */
  restore: string;
  /** One folder for each snapshot. */
  snapshots: string;
  /** Backups that upgrades have made. */
  backups: string;
  /** Sockets for the control of processes, by tests. */
  control: string;
  logs: string;
  logFile(service: string): string;
  /** Data folder of one service. */
  dataDir(service: string): string;
  /** Any other file of the instance. */
  file(name: string): string;
}

/** Folder that holds all instances: `$STACKCTL_HOME`, or the XDG state folder. */
export function stateHome(env: NodeJS.ProcessEnv): string {
  if (env.STACKCTL_HOME) return resolve(env.STACKCTL_HOME);
  const base = env.XDG_STATE_HOME || join(env.HOME || homedir(), ".local", "state");
  return join(base, "unicity-stack");
}

export function instancePaths(home: string, instance: string): InstancePaths {
  const root = join(home, instance);
  const logs = join(root, "logs");
  return {
    root,
    stateFile: join(root, "instance.json"),
    lockFile: join(root, "operation.lock"),
    wipeMarker: join(root, "wipe.pending"),
    restore: join(root, RESTORE),
    snapshots: join(root, "snapshots"),
    backups: join(root, "backups"),
    control: join(root, CONTROL),
    logs,
    logFile: (service) => join(logs, `${service}.log`),
    dataDir: (service) => join(root, service),
    file: (name) => join(root, name),
  };
}

/** Names of the instances that have a folder, sorted; empty when there is no home yet. */
export function listInstances(home: string): string[] {
  try {
    return readdirSync(home, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
      .map((entry) => entry.name)
      .sort();
  } catch {
    return [];
  }
}
