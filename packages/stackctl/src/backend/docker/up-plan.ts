import type { Place, UpPlan, UpRequest } from "../backend.ts";
import { composeFiles } from "./files/rendered.ts";
import type { ContainerPlan } from "./plan.ts";
import { readDockerState } from "./prepare.ts";

/** The plan as it is printed. @param running services that run now */
export function toUpPlan(
  { instance, stack, paths }: Place,
  request: UpRequest,
  { parts, ports, portBase }: ContainerPlan,
  running: ReadonlySet<string> = new Set(),
): UpPlan {
  return {
    instance,
    stack: stack.name,
    backend: "docker",
    profile: request.profile,
    root: paths.root,
    fresh: readDockerState(paths) === undefined,
    portBase,
    services: parts.flatMap(({ stack: { services } }) =>
      services
        .filter(({ kind }) => kind === "service")
        .map(({ name }) => ({
          name,
          action: running.has(name) ? ("keep" as const) : ("start" as const),
          port: ports.find(({ service }) => service === name)?.port ?? null,
        })),
    ),
    options: request.options,
    projects: parts.map(({ stack: { name }, project }) => ({
      stack: name,
      project,
      file: composeFiles(paths, name).file,
    })),
  };
}
