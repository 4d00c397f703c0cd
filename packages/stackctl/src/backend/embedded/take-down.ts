import { rmSync } from "node:fs";
import { StackError } from "../../errors.ts";
import { writeInstanceState } from "../../instance/state.ts";
import type { ProcessIdentity } from "../../process/identity.ts";
import { stopProcess } from "../../process/stop.ts";
import type { StoppedService } from "../backend.ts";
import { findOrphans } from "./orphans.ts";
import { endpointFile } from "./service-process.ts";
import type { Session } from "./session.ts";

/** Stops services, those that use others first, and records that they are stopped. */
export async function stopServices(session: Session, names: readonly string[]): Promise<StoppedService[]> {
  const stopped: StoppedService[] = [];
  for (const { name } of session.stack.services.toReversed()) {
    const service = session.state.services[name];
    if (!names.includes(name) || !service?.process) continue;
    session.reporter.waiting(name, "to end");
    stopped.push(await stopOne(session, name, service.process));
    Object.assign(service, { process: null, url: null });
  }
  if (stopped.length > 0) recordStopped(session);
  session.reporter.end();
  return stopped;
}

/** A full disk is no failure here: the processes are gone, which every later command sees by itself. */
function recordStopped({ paths, state }: Session): void {
  try {
    writeInstanceState(paths, state);
  } catch (error) {
    if (!(error instanceof StackError) || error.code !== "DISK_FULL") throw error;
  }
}

/** Stops everything that belongs to the instance, also processes that its state has lost. */
export async function takeDown(session: Session): Promise<StoppedService[]> {
  const names = session.stack.services.map(({ name }) => name);
  const stopped = await stopServices(session, names);
  for (const { service, identity } of findOrphans(session.paths, names)) {
    stopped.push(await stopOne(session, service, identity));
  }
  return stopped.filter(({ outcome }) => outcome !== "gone");
}

async function stopOne(
  session: Session,
  service: string,
  identity: ProcessIdentity,
): Promise<StoppedService> {
  const outcome = await stopProcess(identity, { force: session.interrupts.force });
  rmSync(endpointFile(session.paths.dataDir(service)), { force: true });
  return { service, pid: identity.pid, outcome };
}
