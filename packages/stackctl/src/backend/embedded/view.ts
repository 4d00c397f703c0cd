import { processAlive } from "../../checks/process-alive.ts";
import type { CheckedService, NamedCheck } from "../../checks/run-checks.ts";
import { findCheck, inStages } from "../../checks/run-checks.ts";
import { instancePaths } from "../../instance/folders.ts";
import type { EmbeddedState } from "../../instance/state.ts";
import type {
  InstanceView,
  ServiceDefinition,
  ServiceView,
  StackDefinition,
} from "../../stack/definition.ts";

/** The lowest check of every service. */
export const PROCESS_ALIVE: NamedCheck = { name: "process.alive", check: processAlive };

/** The services of a state as checks and verbs see them; a service that never listened is left out. */
export function viewOf(home: string, state: EmbeddedState): InstanceView {
  const paths = instancePaths(home, state.instance);
  const services = Object.entries(state.services).flatMap(([name, { url, port, process }]) => {
    if (port === 0) return [];
    const view: ServiceView = {
      name,
      url: url ?? `http://127.0.0.1:${port}`,
      started: process !== null,
      process,
    };
    return [view];
  });
  return {
    name: state.instance,
    root: paths.root,
    provides: Object.keys(state.services),
    services: Object.fromEntries(services.map((service) => [service.name, service])),
    endpoints: Object.fromEntries(
      services.filter(({ started }) => started).map(({ name, url }) => [name, url]),
    ),
    file: paths.file,
  };
}

/** The checks of a service in stages. */
export function stagesOf(stack: StackDefinition, service: ServiceDefinition): NamedCheck[][] {
  return inStages(
    PROCESS_ALIVE,
    service.checks.map((name) => ({ name, check: findCheck(stack, name) })),
  );
}

/** The services that a view has, with their checks. */
export function checkedServices(stack: StackDefinition, instance: InstanceView): CheckedService[] {
  return stack.services.flatMap((definition) => {
    const service = instance.services[definition.name];
    return service ? [{ service, stages: stagesOf(stack, definition) }] : [];
  });
}
