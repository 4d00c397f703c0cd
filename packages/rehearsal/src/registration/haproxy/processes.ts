import { readdir, readFile } from "node:fs/promises";

/** Clock ticks per second in `/proc/<pid>/stat`; Linux fixes it for user space. */
const TICKS = 100;

/** What `/proc/<pid>/stat` (proc(5)) says about a process. */
interface ProcessEntry {
  pid: number;
  name: string;
  parent: number;
  /** Seconds between the boot of the machine and the start of the process. */
  startedAt: number;
}

/** Pid of the HAProxy master: a process of that name whose parent is 0 or 1 and no HAProxy itself. */
export async function findMaster(proc = "/proc"): Promise<number | undefined> {
  const haproxies = await haproxyProcesses(proc);
  const pids = new Set(haproxies.map(({ pid }) => pid));
  return haproxies.find(({ parent }) => parent <= 1 && !pids.has(parent))?.pid;
}

/** Pids of the workers of a master. */
export async function workersOf(master: number, proc = "/proc"): Promise<number[]> {
  return (await haproxyProcesses(proc)).filter(({ parent }) => parent === master).map(({ pid }) => pid);
}

/** How long a process has been running, in whole seconds. */
export async function uptimeSeconds(pid: number, proc = "/proc"): Promise<number | undefined> {
  const [uptime = "0"] = (await readFile(`${proc}/uptime`, "utf8")).split(" ");
  const entry = await readEntry(proc, pid);
  return entry && Math.max(0, Math.floor(Number(uptime) - entry.startedAt));
}

async function haproxyProcesses(proc: string): Promise<ProcessEntry[]> {
  const pids = (await readdir(proc)).filter((name) => /^\d+$/.test(name)).map(Number);
  const entries = await Promise.all(pids.map((pid) => readEntry(proc, pid)));
  return entries.filter((entry) => entry?.name === "haproxy") as ProcessEntry[];
}

async function readEntry(proc: string, pid: number): Promise<ProcessEntry | undefined> {
  // A process may end between the listing and this read.
  const text = await readFile(`${proc}/${pid}/stat`, "utf8").catch(() => undefined);
  // The name is in parentheses and may hold any character.
  const fields = text?.match(/^\d+ \((.*)\) (.*)$/s);
  if (!fields) return undefined;
  const rest = (fields[2] ?? "").split(" ");
  return { pid, name: fields[1] ?? "", parent: Number(rest[1]), startedAt: Number(rest[19]) / TICKS };
}
