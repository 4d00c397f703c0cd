import type { Route } from "../model/route.ts";
import type { Service } from "../model/service.ts";
import type { Stack } from "../model/stack.ts";
import { own } from "../own.ts";
import { suggestion } from "../suggest.ts";
import type { Problems } from "./problems.ts";

type FileTarget = Exclude<Route["target"], string>;

/** Routes lead to endpoints that the proxy can reach, show no private volume, and no two of a service have the same path. */
export function checkRoutes(stack: Stack, problems: Problems): void {
  for (const service of stack.services) {
    if (service.kind !== "service") continue;
    const paths = new Map<string, number>();
    for (const [index, route] of service.routes.entries()) {
      const at = `services.${service.name}.routes[${index}]`;
      const key = `${route.exact ? "=" : "^"} ${route.path}`;
      const earlier = paths.get(key);
      if (earlier === undefined) paths.set(key, index);
      else problems.add(`${at}.path`, `${route.path} is routes[${earlier}] already: remove one of them`);
      if (typeof route.target === "string") checkTarget(stack, service, route.target, at, problems);
      else checkFiles(stack, service, route.target, at, problems);
    }
  }
}

function checkTarget(stack: Stack, service: Service, target: string, at: string, problems: Problems): void {
  const [name = "", endpointName = ""] = target.split("/");
  const found = stack.services.find((candidate) => candidate.name === name);
  const endpoint = own(found?.endpoints, endpointName);
  const refuse = (message: string) => problems.add(`${at}.target`, message);
  if (!found) {
    const names = stack.services.map((candidate) => candidate.name);
    refuse(`service "${name}" is not defined. ${suggestion(name, names)}`);
  } else if (!endpoint) {
    const names = Object.keys(found.endpoints);
    refuse(`endpoint of ${name} "${endpointName}" is not defined. ${suggestion(endpointName, names)}`);
  } else if (endpoint.protocol !== "http" && endpoint.protocol !== "ws")
    refuse(`${target} speaks ${endpoint.protocol}: a route leads to http or ws`);
  else if (found !== service && !found.networks.some((network) => service.networks.includes(network)))
    refuse(`${name} is on no network of ${service.name}: give both one of the same name`);
}

/** Classes of volumes whose files belong to nobody outside. */
const privateClasses = new Set(["keys", "certs"]);

function checkFiles(
  stack: Stack,
  service: Service,
  target: FileTarget,
  at: string,
  problems: Problems,
): void {
  const path = "file" in target ? target.file : target.folder;
  for (const mount of service.mounts) {
    const kind = own(stack.volumes, mount.volume)?.class;
    if (
      kind !== undefined &&
      privateClasses.has(kind) &&
      (within(path, mount.target) || within(mount.target, path))
    )
      problems.add(
        `${at}.target`,
        `shows files of the volume "${mount.volume}" of class ${kind}: export what may be seen to a volume of class public`,
      );
  }
}

function within(path: string, folder: string): boolean {
  return folder === "/" || path === folder || path.startsWith(`${folder}/`);
}
