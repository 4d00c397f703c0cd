import { setTimeout as delay } from "node:timers/promises";
import { capLog } from "../../instance/log-files.ts";
import { processState } from "../../process/identity.ts";
import type { Place, WatchEnd } from "../backend.ts";
import { knownState, readEmbeddedState } from "./state.ts";

/** Watches the processes of a running instance twice a second and keeps their logs small. */
export async function watchServices(place: Place): Promise<WatchEnd> {
  const { signal } = place.interrupts;
  const state = knownState(place);
  while (!signal.aborted) {
    for (const [service, { process }] of Object.entries(state.services)) {
      if (!process || processState(process) !== "gone") continue;
      const recorded = readEmbeddedState(place.paths)?.services[service]?.process;
      return recorded?.pid === process.pid ? { why: "died", service } : { why: "taken-down" };
    }
    for (const { name } of place.stack.services) capLog(place.paths.logFile(name));
    await delay(500, undefined, { signal }).catch(() => {});
  }
  return { why: "interrupted" };
}
