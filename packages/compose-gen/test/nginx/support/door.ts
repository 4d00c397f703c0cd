import {
  defineService,
  defineStack,
  type RenderedRoutes,
  type RouteInput,
  renderRoutes,
} from "../../../src/index.ts";

/** The rendered routes of a service `door` with a backend of its own and one named `app`. */
export function doorWith(
  routes: RouteInput[],
  { own = 8080, app = 3000, resolver = "127.0.0.11" } = {},
): RenderedRoutes {
  const runtime = { kind: "container" as const, image: "shop" };
  const door = defineService({
    name: "door",
    runtime,
    endpoints: { http: { port: own, protocol: "http" } },
    routes,
  });
  const behind = defineService({
    name: "app",
    runtime,
    endpoints: { http: { port: app, protocol: "http" } },
  });
  const stack = defineStack({ name: "doors", description: "A door", services: [door, behind] });
  return renderRoutes(stack, door, { resolver });
}
