import { corsHeaders, preflight } from "./cors.ts";
import { block, type Directive, directive, syntax } from "./directive.ts";
import type { ErrorPages } from "./errors.ts";
import { fileDirectives } from "./files.ts";
import type { Door, PlannedRoute } from "./plan-door.ts";
import { proxyDirectives } from "./proxy.ts";
import type { Upstreams } from "./upstreams.ts";

/** The locations of a door, and 404 for what is in none of them. */
export function locations(door: Door, errors: ErrorPages, upstreams: Upstreams): Directive[] {
  const own = door.routes.flatMap((route) => [
    locationOf(door, errors, upstreams, route),
    ...withoutSlash(door, errors, upstreams, route),
  ]);
  const everything = door.routes.some(({ path, exact }) => path === "/" && !exact);
  return everything ? own : [...own, block("location", ["/"], [directive("return", 404)])];
}

/** @param at one path below the prefix of the route, to answer only this */
function locationOf(
  door: Door,
  errors: ErrorPages,
  upstreams: Upstreams,
  route: PlannedRoute,
  at?: string,
): Directive {
  const path = at === undefined ? [route.exact ? "=" : "^~", route.path] : ["=", at];
  return block("location", path, [
    directive("client_max_body_size", route.bodyLimit),
    errors.of(route),
    ...corsHeaders(door, route),
    ...preflight(door, route),
    ...certificateCheck(route),
    methodCheck(route),
    ...fileDirectives(route, at),
    ...proxyDirectives(door, upstreams, route),
  ]);
}

/** nginx redirects `/api` to a proxied `/api/`, which no route says: it belongs to whatever else covers it. */
function withoutSlash(
  door: Door,
  errors: ErrorPages,
  upstreams: Upstreams,
  route: PlannedRoute,
): Directive[] {
  const path = route.path.slice(0, -1);
  const proxied = route.upstream && !route.exact && path !== "";
  if (!proxied || door.routes.some((other) => other.exact && other.path === path)) return [];
  const covering = door.routes.find((other) => !other.exact && path.startsWith(other.path));
  if (covering) return [locationOf(door, errors, upstreams, covering, path)];
  return [block("location", ["=", path], [directive("return", 404)])];
}

/** A preflight is answered before: browsers send it without a certificate. */
function certificateCheck({ clientCertificate }: PlannedRoute): Directive[] {
  if (clientCertificate !== "required") return [];
  const condition = [syntax("($ssl_client_verify"), syntax("!="), syntax("SUCCESS)")];
  return [block("if", condition, [directive("return", 403)])];
}

function methodCheck({ methods }: PlannedRoute): Directive {
  const condition = [syntax("($request_method"), syntax("!~"), syntax(`^(?:${methods.join("|")})$)`)];
  return block("if", condition, [directive("return", 405)]);
}
