import type { Route } from "../model/route.ts";
import type { Service } from "../model/service.ts";
import type { Stack } from "../model/stack.ts";
import { byCodeUnit } from "../plan/sorted.ts";

/** A service whose nginx serves routes, as the parts of the renderer see it. */
export interface Door {
  stack: Stack;
  service: Service;
  /** The most specific first: exact paths, then prefixes from the longest to the shortest. */
  routes: Route[];
}

/** The routes of a service in the order in which they are rendered. */
export function doorOf(stack: Stack, service: Service): Door {
  const routes = service.kind === "service" ? service.routes : [];
  return { stack, service, routes: [...routes].sort(bySpecificity) };
}

function bySpecificity(left: Route, right: Route): number {
  if (left.exact !== right.exact) return left.exact ? -1 : 1;
  if (!left.exact && left.path.length !== right.path.length) return right.path.length - left.path.length;
  return byCodeUnit(left.path, right.path);
}
