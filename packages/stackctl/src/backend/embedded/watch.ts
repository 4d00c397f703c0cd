import { setTimeout as delay } from "node:timers/promises";
import { capLog } from "../../instance/log-files.ts";
import { readInstanceState } from "../../instance/state.ts";
import { processState } from "../../process/identity.ts";
import type { Session } from "./session.ts";

/** Why watching ended: the reader interrupted, another command stopped the services, or one of them died. */
export type WatchEnd = { why: "interrupted" } | { why: "taken-down" } | { why: "died"; service: string };

/** Watches the processes of a running instance twice a second and keeps their logs small. */
export async function watchServices(session: Session): Promise<WatchEnd> {
  const { signal } = session.interrupts;
  while (!signal.aborted) {
    for (const [service, { process }] of Object.entries(session.state.services)) {
      if (!process || processState(process) !== "gone") continue;
      const recorded = readInstanceState(session.paths)?.services[service]?.process;
      return recorded?.pid === process.pid ? { why: "died", service } : { why: "taken-down" };
    }
    for (const { name } of session.stack.services) capLog(session.paths.logFile(name));
    await delay(500, undefined, { signal }).catch(() => {});
  }
  return { why: "interrupted" };
}
