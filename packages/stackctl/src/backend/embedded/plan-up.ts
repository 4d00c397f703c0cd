import { UsageError } from "../../errors.ts";
import type { InstanceState } from "../../instance/state.ts";
import type { ProcessState } from "../../process/identity.ts";
import type { StackDefinition } from "../../stack/definition.ts";

/** Address that all services of the embedded backend bind. */
export const LOOPBACK = "127.0.0.1";

export interface ServicePlan {
  name: string;
  action: "start" | "keep";
  /** TCP port; 0 takes a free one. */
  port: number;
}

/** What `up` is going to do; printed by `--dry-run`. */
export interface UpPlan {
  instance: string;
  stack: string;
  backend: "embedded";
  profile: string;
  /** Folder of the instance. */
  root: string;
  /** The instance has no state yet. */
  fresh: boolean;
  /** null for the default ports. */
  portBase: number | null;
  services: ServicePlan[];
  /** Options of the stack that were given, e.g. `accounts`. */
  options: Record<string, string>;
}

export interface UpRequest {
  instance: string;
  profile: string;
  root: string;
  /** undefined when the reader did not say. */
  portBase: number | undefined;
  options: Record<string, string>;
}

/**
 * Decides what to start and what to keep. A service that still runs is kept; a dead one comes back on its last port, so
 * that the addresses others hold stay right.
 *
 * @param processes state of each recorded process
 * @throws UsageError when other ports are asked for than the running services have
 */
export function planUp(
  stack: StackDefinition,
  request: UpRequest,
  state: InstanceState | undefined,
  processes: Readonly<Record<string, ProcessState>>,
): UpPlan {
  const portBase = request.portBase ?? state?.portBase ?? null;
  const alive = (name: string) => (processes[name] ?? "gone") !== "gone";
  const partly = stack.services.some(({ name }) => alive(name));
  if (partly && state && portBase !== state.portBase) throw portsDiffer(request.instance, state.portBase);
  return {
    instance: request.instance,
    stack: stack.name,
    backend: "embedded",
    profile: request.profile,
    root: request.root,
    fresh: state === undefined,
    portBase,
    services: stack.services.map((service, index) => ({
      name: service.name,
      action: alive(service.name) ? "keep" : "start",
      port: (partly && state?.services[service.name]?.port) || portFor(portBase, index, service.defaultPort),
    })),
    options: request.options,
  };
}

function portFor(portBase: number | null, index: number, defaultPort: number): number {
  if (portBase === null) return defaultPort;
  return portBase === 0 ? 0 : portBase + index;
}

function portsDiffer(instance: string, running: number | null): UsageError {
  return new UsageError(
    `The instance "${instance}" runs on other ports (${running === null ? "the default ones" : `--port-base ${running}`}).`,
    "Take it down first, or start another instance: `--instance NAME`.",
  );
}
