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
  const served = [...new Set(routes.flatMap(({ target }) => pathOf(target)))];
  const runtime = { kind: "container" as const, image: "shop" };
  const door = defineService({
    name: "door",
    runtime,
    endpoints: { http: { port: own, protocol: "http" } },
    mounts: served.map((target) => ({ volume: "public", target })),
    routes,
  });
  const behind = defineService({
    name: "app",
    runtime,
    endpoints: { http: { port: app, protocol: "http" } },
  });
  const volumes = { public: { class: "public" as const } };
  const stack = defineStack({ name: "doors", description: "A door", services: [door, behind], volumes });
  return renderRoutes(stack, door, { resolver });
}

/** Where the files of a route lie. */
function pathOf(target: RouteInput["target"]): string[] {
  if (typeof target === "string") return [];
  return ["file" in target ? target.file : target.folder];
}
