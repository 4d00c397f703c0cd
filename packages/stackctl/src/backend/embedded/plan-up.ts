import { UsageError } from "../../errors.ts";
import type { EmbeddedState } from "../../instance/state.ts";
import type { ProcessState } from "../../process/identity.ts";
import type { StackDefinition } from "../../stack/definition.ts";
import type { ServicePlan, UpPlan, UpRequest } from "../backend.ts";
import { chooseServices } from "./parts.ts";

/** A plan for processes: each of them has a port. */
export interface EmbeddedPlan extends UpPlan {
  backend: "embedded";
  services: (ServicePlan & { port: number })[];
}

/**
 * Decides what to start and what to keep. A service that still runs is kept; a dead one comes back on its last port, so
 * that the addresses others hold stay right.
 *
 * @param processes state of each recorded process
 * @throws UsageError when other ports are asked for than the running services have, or control that they lack, and for services
 *   that there are not
 */
export function planUp(
  stack: StackDefinition,
  request: UpRequest,
  state: EmbeddedState | undefined,
  processes: Readonly<Record<string, ProcessState>>,
): EmbeddedPlan {
  refuseImages(stack, request);
  const chosen = chooseServices(stack, request.parts, state);
  const portBase = request.portBase ?? state?.portBase ?? null;
  const alive = (name: string) => (processes[name] ?? "gone") !== "gone";
  const samePorts = request.samePorts || request.startedOnly;
  const partly = stack.services.some(({ name }) => alive(name));
  const control = request.control ?? state?.control;
  if (partly && state && portBase !== state.portBase) throw portsDiffer(request.instance, state.portBase);
  if (partly && control && !state?.control) throw controlLacks(request.instance);
  return {
    instance: request.instance,
    stack: stack.name,
    backend: "embedded",
    profile: request.profile,
    root: request.root,
    fresh: state === undefined,
    portBase,
    services: chosen.map((service) => ({
      name: service.name,
      action: alive(service.name) ? "keep" : "start",
      port:
        ((partly || samePorts) && state?.services[service.name]?.port) ||
        portFor(portBase, stack.services.indexOf(service), service.defaultPort),
    })),
    options: request.options,
    ...(control && { control }),
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

function controlLacks(instance: string): UsageError {
  return new UsageError(
    `The instance "${instance}" runs without control.`,
    "Take it down first, or start another instance: `--instance NAME`.",
  );
}

function refuseImages(stack: StackDefinition, { images }: UpRequest): void {
  const [named] = Object.keys(images);
  if (named === undefined) return;
  throw new UsageError(
    `The processes of "${stack.name}" have no images: "${named}" cannot be replaced.`,
    "Add --docker to run containers.",
  );
}
