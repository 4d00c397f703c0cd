import type { Route } from "../model/route.ts";
import type { Service } from "../model/service.ts";
import type { Stack } from "../model/stack.ts";
import { outputPath } from "../plan/output-path.ts";
import { byCodeUnit } from "../plan/sorted.ts";

/** A service behind a route, as the proxy reaches it. */
export interface Upstream {
  /** `host:port`; the host is 127.0.0.1 for the proxy's own container. */
  address: string;
  /** The host is a name: it is looked up while running, because a recreated container has another address. */
  named: boolean;
}

/** A route and the address of its target; without one it serves files. */
export type PlannedRoute = Route & { upstream?: Upstream };

/** A service whose nginx serves routes: plain data, all that the renderer needs. */
export interface Door {
  service: string;
  /** The most specific first: exact paths, then prefixes from the longest to the shortest. */
  routes: PlannedRoute[];
}

/** A door and where its parts go: paths under the output folder, with `/`. */
export interface PlannedDoor extends Door {
  /** `stream` only with routes to other containers. */
  files: { http: string; server: string; stream?: string };
}

/**
 * The doors of a stack, by name. Pure; the stack must have been checked.
 *
 * @param directory folder of the generation under the output folder: no profile changes a route
 */
export function planDoors(stack: Stack, directory: string): PlannedDoor[] {
  const path = (file: string) => outputPath(directory, `nginx/${file}`);
  return stack.services
    .map((service) => planDoor(stack, service))
    .filter((door) => door.routes.length > 0)
    .sort((left, right) => byCodeUnit(left.service, right.service))
    .map((door) => {
      const { service } = door;
      const files = { http: path(`${service}.http.conf`), server: path(`${service}.conf`) };
      const named = door.routes.some((route) => route.upstream?.named);
      return { ...door, files: { ...files, ...(named && { stream: path(`${service}.stream.conf`) }) } };
    });
}

/** What a service's nginx serves; jobs serve nothing. */
export function planDoor(stack: Stack, service: Service): Door {
  const routes = service.kind === "service" ? service.routes : [];
  const planned = routes.map((route): PlannedRoute => {
    const upstream = upstreamOf(stack, service, route);
    return upstream ? { ...route, upstream } : { ...route };
  });
  return { service: service.name, routes: planned.sort(bySpecificity) };
}

function upstreamOf(stack: Stack, service: Service, { target }: Route): Upstream | undefined {
  if (typeof target !== "string") return undefined;
  const [name = "", endpoint = ""] = target.split("/");
  const port = stack.services.find((candidate) => candidate.name === name)?.endpoints[endpoint]?.port;
  if (port === undefined) throw new Error(`${target} is no endpoint of the stack ${stack.name}`);
  const own = name === service.name;
  return { address: `${own ? "127.0.0.1" : name}:${port}`, named: !own };
}

function bySpecificity(left: Route, right: Route): number {
  if (left.exact !== right.exact) return left.exact ? -1 : 1;
  if (!left.exact && left.path.length !== right.path.length) return right.path.length - left.path.length;
  return byCodeUnit(left.path, right.path);
}
