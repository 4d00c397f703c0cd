import { statSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { writeInstanceState } from "../../instance/state.ts";
import { LOOPBACK } from "../../process/ports.ts";
import type { LaunchContext, ServiceDefinition } from "../../stack/definition.ts";
import { endpointFile, readEndpoint, type ServiceProcess, spawnService } from "./service-process.ts";
import type { Session } from "./session.ts";
import { serviceEnded, serviceSilent } from "./start-errors.ts";

/** A service gives its endpoint within this time, ms. */
const LISTEN_TIMEOUT = 20_000;

/**
 * Starts one service and waits until it accepts requests; its state is recorded before anything is awaited.
 *
 * @param others resolves when those that it uses listen: its own time begins then
 */
export async function startService(
  session: Session,
  definition: ServiceDefinition,
  port: number,
  signal: AbortSignal,
  others: Promise<unknown> = Promise.resolve(),
): Promise<ServiceProcess> {
  signal.throwIfAborted();
  const { paths, state, reporter } = session;
  const { name } = definition;
  const logFile = paths.logFile(name);
  const logStart = sizeOf(logFile);
  const dataDir = paths.dataDir(name);
  const started = spawnService(
    definition.command(contextOf(session, port)),
    { dataDir, logFile },
    session.env,
  );
  state.services[name] = {
    port,
    url: null,
    process: started.identity,
    startedAt: new Date().toISOString(),
  };
  writeInstanceState(paths, state, false);
  reporter.waiting(name, "to start");
  let deadline = Number.POSITIVE_INFINITY;
  void others.then(() => {
    deadline = performance.now() + LISTEN_TIMEOUT;
  });
  for (;;) {
    const endpoint = readEndpoint(dataDir, started.identity.pid);
    if (endpoint) {
      Object.assign(state.services[name], { port: endpoint.port, url: endpoint.url });
      writeInstanceState(paths, state, false);
      return started;
    }
    const end = started.ended();
    if (end) throw serviceEnded({ instance: session.instance, name, port, end, logFile, logStart });
    if (performance.now() > deadline) throw serviceSilent(session.instance, name, logFile, LISTEN_TIMEOUT);
    await delay(8, undefined, { signal });
  }
}

function contextOf({ paths, state }: Session, port: number): LaunchContext {
  return {
    host: LOOPBACK,
    port,
    dataDir: paths.dataDir,
    file: paths.file,
    control: state.control && paths.control,
    elsewhere: state.elsewhere ?? {},
    endpoint: (service) => pathToFileURL(endpointFile(paths.dataDir(service))).href,
  };
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
