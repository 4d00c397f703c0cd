import { setTimeout as delay } from "node:timers/promises";
import { lockHolder } from "../../instance/lock.ts";
import { capLog } from "../../instance/log-files.ts";
import { processState } from "../../process/identity.ts";
import type { Place, WatchEnd } from "../backend.ts";
import { knownState } from "./state.ts";

const POLL_MS = 500;

/**
 * Watches the processes of a running instance and keeps their logs small. While another command works on the instance
 * nothing is judged: a snapshot stops the services and starts others.
 */
export async function watchServices(place: Place): Promise<WatchEnd> {
  const { signal } = place.interrupts;
  while (!signal.aborted) {
    const end = lockHolder(place.paths) === undefined ? look(place) : undefined;
    if (end) return end;
    for (const { name } of place.stack.services) capLog(place.paths.logFile(name));
    await delay(POLL_MS, undefined, { signal }).catch(() => {});
  }
  return { why: "interrupted" };
}

function look(place: Place): WatchEnd | undefined {
  const processes = recorded(place);
  if (processes.size === 0) return { why: "taken-down" };
  const gone = [...processes].find(([, process]) => processState(process) === "gone");
  if (gone === undefined) return undefined;
  // A command that took the lock since then, or has ended meanwhile, may have stopped it.
  const [service, { pid }] = gone;
  const same = lockHolder(place.paths) === undefined && recorded(place).get(service)?.pid === pid;
  return same ? { why: "died", service } : undefined;
}

function recorded(place: Place) {
  const services = Object.entries(knownState(place).services);
  return new Map(services.flatMap(([name, { process }]) => (process ? [[name, process] as const] : [])));
}
