import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** A process that cannot be mistaken for a later one with the same pid. */
export interface ProcessIdentity {
  pid: number;
  /** Opaque start time: clock ticks and boot id on Linux, `ps` start time elsewhere. */
  started: string;
}

/** What the system says about a pid. `stopped` is SIGSTOP or a debugger; zombies count as gone. */
export interface ProcessSnapshot {
  started: string;
  state: "running" | "stopped";
}

/** `gone` also when the pid now belongs to another process. */
export type ProcessState = "running" | "stopped" | "gone";

/** Looks at a pid through `/proc` on Linux and `ps` elsewhere; `undefined` when there is no live process. */
export function inspectProcess(pid: number, platform = process.platform): ProcessSnapshot | undefined {
  return platform === "linux" ? inspectWithProc(pid) : inspectWithPs(pid);
}

/** The identity of a live process. */
export function identifyProcess(pid: number): ProcessIdentity | undefined {
  const snapshot = inspectProcess(pid);
  return snapshot && { pid, started: snapshot.started };
}

export function processState(identity: ProcessIdentity): ProcessState {
  const snapshot = inspectProcess(identity.pid);
  return snapshot?.started === identity.started ? snapshot.state : "gone";
}

/**
 * Sends a signal only while the pid still belongs to this very process.
 *
 * @returns false when it is gone
 */
export function signalProcess(identity: ProcessIdentity, signal: NodeJS.Signals): boolean {
  if (processState(identity) === "gone") return false;
  try {
    return process.kill(identity.pid, signal);
  } catch {
    return false;
  }
}

/** `/proc/<pid>/stat`: the command name may hold spaces and brackets, so fields count from the last `)`. */
function inspectWithProc(pid: number): ProcessSnapshot | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim();
    return snapshot(fields[0] ?? "X", `${fields[19]}@${boot}`);
  } catch {
    return undefined;
  }
}

function inspectWithPs(pid: number): ProcessSnapshot | undefined {
  try {
    const line = execFileSync("ps", ["-o", "stat=,lstart=", "-p", String(pid)], {
      encoding: "utf8",
      env: { ...process.env, LC_ALL: "C" },
      stdio: ["ignore", "pipe", "ignore"],
      timeout: 2_000,
    }).trim();
    const [state = "X", ...started] = line.split(/\s+/);
    return started.length === 0 ? undefined : snapshot(state, started.join(" "));
  } catch {
    return undefined;
  }
}

function snapshot(state: string, started: string): ProcessSnapshot | undefined {
  if (/^[ZX]/i.test(state)) return undefined;
  return { started, state: /^[Tt]/.test(state) ? "stopped" : "running" };
}
