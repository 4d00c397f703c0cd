import type { Service } from "../model/service.ts";
import type { Stack } from "../model/stack.ts";
import { corsMaps } from "./cors.ts";
import { block, type Directive, directive, printDirectives, syntax } from "./directive.ts";
import { errorPages, reasonMap, serverErrors } from "./errors.ts";
import { locations } from "./location.ts";
import { variable } from "./names.ts";
import { type Door, planDoor } from "./plan-door.ts";
import { planUpstreams, type Upstreams } from "./upstreams.ts";

/** The routes of a service as parts of an nginx configuration (nginx 1.22 or newer). */
export interface RenderedRoutes {
  /** For inclusion inside `http { }`, before the server. */
  http: string;
  /**
   * For inclusion inside `server { }`. The server itself says where it listens and shows its certificate; with client
   * certificates it also names their authority with `ssl_client_certificate`.
   */
  server: string;
  /** For inclusion inside `stream { }`; empty without routes to other containers. */
  stream: string;
}

/** What surrounds the rendered parts. */
export interface RenderRoutesOptions {
  /** Name server for the names of other services, default Docker's `127.0.0.11`. */
  resolver?: string;
}

/**
 * The nginx configuration that serves the routes of a service. Pure; the stack must have been checked. Same routes in any
 * order, same text.
 */
export function renderRoutes(stack: Stack, service: Service, options?: RenderRoutesOptions): RenderedRoutes {
  return renderDoor(planDoor(stack, service), options);
}

/** {@link renderRoutes} of a planned door. */
export function renderDoor(
  door: Door,
  { resolver = "127.0.0.11" }: RenderRoutesOptions = {},
): RenderedRoutes {
  const errors = errorPages(door);
  const upstreams = planUpstreams(door, resolver);
  return {
    http: printDirectives(httpPart(door, upstreams)),
    stream: printDirectives(upstreams.stream),
    server: printDirectives([
      ...clientCertificates(door),
      ...serverErrors(door),
      ...errors.locations,
      ...locations(door, errors, upstreams),
    ]),
  };
}

function httpPart(door: Door, upstreams: Upstreams): Directive[] {
  const { routes } = door;
  const map = (from: string, to: string, ...entries: Directive[]) =>
    block("map", [syntax(from), variable(door, to)], entries);
  return [
    // Some probes speak HTTP/1.0 and send no Host.
    map("$http_host", "host", directive("default", syntax("$http_host")), directive("", syntax("$host"))),
    // Nothing but WebSocket: an upgrade to h2c would get past the routes.
    ...(routes.some((route) => route.webSocket)
      ? [
          map("$http_upgrade", "connection", directive("default", ""), webSocketEntry("upgrade")),
          map("$http_upgrade", "upgrade", directive("default", ""), webSocketEntry("websocket")),
        ]
      : []),
    ...corsMaps(door),
    reasonMap(door),
    ...upstreams.http,
  ];
}

function webSocketEntry(value: string): Directive {
  return directive("~*^websocket$", value);
}

/** Asked of every client, looked at by the routes that say so. */
function clientCertificates({ routes }: Door): Directive[] {
  const asked = routes.some((route) => route.clientCertificate !== "none");
  return asked ? [directive("ssl_verify_client", "optional")] : [];
}
