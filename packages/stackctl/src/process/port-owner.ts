import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { commandLineOf } from "./command-lines.ts";

/** Who listens on a port. */
export interface PortOwner {
  pid: number;
  /** Program and first arguments, shortened. */
  command: string;
}

/** The process that listens on a TCP port of this machine, or `undefined` when it cannot be told. */
export function findPortOwner(port: number, platform = process.platform): PortOwner | undefined {
  try {
    const pid = platform === "linux" ? ownerFromProc(port) : ownerFromLsof(port);
    if (pid === undefined) return undefined;
    const command = (commandLineOf(pid) ?? ["?"]).join(" ");
    return { pid, command: command.length > 160 ? `${command.slice(0, 159)}…` : command };
  } catch {
    return undefined;
  }
}

/** Socket inodes in state LISTEN (0A) on the port, then the process that holds one of them. */
function ownerFromProc(port: number): number | undefined {
  const inodes = new Set<string>();
  for (const table of ["/proc/net/tcp", "/proc/net/tcp6"]) {
    for (const line of readLines(table).slice(1)) {
      const fields = line.trim().split(/\s+/);
      if (fields[3] === "0A" && Number.parseInt(fields[1]?.split(":")[1] ?? "", 16) === port) {
        inodes.add(`socket:[${fields[9]}]`);
      }
    }
  }
  if (inodes.size === 0) return undefined;
  return readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)
    .find((pid) => holdsAny(pid, inodes));
}

function holdsAny(pid: number, inodes: Set<string>): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => inodes.has(linkTarget(`/proc/${pid}/fd/${fd}`)));
  } catch {
    return false;
  }
}

function linkTarget(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
}

function readLines(file: string): string[] {
  try {
    return readFileSync(file, "latin1").split("\n");
  } catch {
    return [];
  }
}

function ownerFromLsof(port: number): number | undefined {
  const output = execFileSync("lsof", ["-nP", `-iTCP:${port}`, "-sTCP:LISTEN", "-Fp"], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
    timeout: 3_000,
  });
  const pid = /^p(\d+)/m.exec(output)?.[1];
  return pid === undefined ? undefined : Number(pid);
}
