import { hostname } from "node:os";
import { identifyProcess, type ProcessIdentity, processState } from "../process/identity.ts";

/** The process that runs a rehearsal, as the value of a label: `host pid started`. */
export function ownerOf(process: ProcessIdentity | undefined, host = hostname()): string {
  return process ? `${host} ${process.pid} ${process.started}` : host;
}

/** The label's value for this process. */
export function thisOwner(): string {
  return ownerOf(identifyProcess(process.pid));
}

/** Whether a rehearsal may still be at work; one of another host cannot be looked at, and counts as at work. */
export function ownerLives(label: string, host = hostname()): boolean {
  const [owner, pid, ...started] = label.split(" ");
  if (owner !== host) return owner !== "";
  if (!pid) return false;
  return processState({ pid: Number(pid), started: started.join(" ") }) !== "gone";
}
