import { spawnSync } from "node:child_process";

const isRoot = process.getuid?.() === 0;

/** A command that runs as root: with `sudo` where this process does not. */
export function asRoot(...command: string[]): string[] {
  return isRoot ? command : ["sudo", "--non-interactive", ...command];
}

/** Why no engine can be started on a host of its own; undefined when it can. */
export function ownEngineObstacle(): string | undefined {
  if (process.platform !== "linux") return "not Linux";
  const works = (...command: string[]) => {
    const [file = "", ...args] = command;
    return spawnSync(file, args, { stdio: "ignore", timeout: 60_000 }).status === 0;
  };
  if (!isRoot && !works(...asRoot("true"))) return "not root";
  for (const tool of ["dockerd", "unshare", "nsenter", "ip", "iptables"])
    if (!works(...asRoot("which", tool))) return `no ${tool}`;
  return works(...asRoot("unshare", "--net", "--mount", "--pid", "--fork", "true"))
    ? undefined
    : "no namespaces";
}
