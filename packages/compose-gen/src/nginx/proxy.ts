import { corsResponseHeaders } from "./cors.ts";
import { type Directive, directive, type Syntax, syntax } from "./directive.ts";
import { duration } from "./duration.ts";
import { variable } from "./names.ts";
import type { Door, PlannedRoute } from "./plan-door.ts";
import { escapeRegExp } from "./regular-expression.ts";
import type { Upstreams } from "./upstreams.ts";

/** How a route reaches the service behind it; none for files. */
export function proxyDirectives(door: Door, upstreams: Upstreams, route: PlannedRoute): Directive[] {
  const { timeouts, upstream, webSocket } = route;
  if (!upstream) return [];
  const idle = webSocket ? 3_600_000 : 30_000;
  return [
    rewriteOf(route),
    directive("proxy_pass", `http://${upstreams.nameOf(upstream)}`),
    directive("proxy_http_version", "1.1"),
    directive("proxy_connect_timeout", duration(timeouts.connect)),
    directive("proxy_read_timeout", duration(timeouts.read ?? idle)),
    directive("proxy_send_timeout", duration(timeouts.send ?? idle)),
    ...redirectOf(route),
    ...requestHeaders(door, route).map(([name, value]) => directive("proxy_set_header", name, value)),
    ...corsResponseHeaders.map((name) => directive("proxy_hide_header", name)),
  ];
}

/**
 * The path that the target sees is always written anew from the one that was matched. Passed on as it came, `/a/..%2Fb`
 * would be matched as `/b` and read as something else by a target that decodes in another way.
 */
function rewriteOf({ path, exact, strip, rewrite }: PlannedRoute): Directive {
  if (exact) return directive("rewrite", syntax("^"), rewrite ?? path, "break");
  const replacement = strip ? "/" : rewrite;
  if (replacement === undefined) return directive("rewrite", syntax("^"), syntax("$uri"), "break");
  return directive("rewrite", syntax(`(?s)^${escapeRegExp(path)}(.*)$`), syntax(`${replacement}$1`), "break");
}

/** Redirects of a target that does not know its prefix; kept relative, as nginx does not know its published port. */
function redirectOf({ path, exact, strip, rewrite }: PlannedRoute): Directive[] {
  const seen = strip ? "/" : rewrite;
  if (exact || seen === undefined) return [directive("proxy_redirect", "off")];
  return [directive("proxy_redirect", seen, path), directive("absolute_redirect", "off")];
}

/**
 * What the target learns about the client. This is the first proxy that clients talk to: what they claim in these
 * headers is replaced. `Proxy` would become HTTP_PROXY in a CGI program.
 */
function requestHeaders(door: Door, route: PlannedRoute): [string, Syntax | string][] {
  const told = route.clientCertificate !== "none";
  return [
    ["Host", variable(door, "host")],
    ["X-Real-IP", syntax("$remote_addr")],
    ["X-Forwarded-For", syntax("$remote_addr")],
    ["X-Forwarded-Host", variable(door, "host")],
    ["X-Forwarded-Proto", syntax("$scheme")],
    ["X-SSL-Client-Verify", told ? syntax("$ssl_client_verify") : ""],
    ["X-SSL-Client-S-DN", told ? syntax("$ssl_client_s_dn") : ""],
    ["Forwarded", ""],
    ["Proxy", ""],
    // Left to itself nginx tells the target to close the connection.
    ["Connection", route.webSocket ? variable(door, "connection") : ""],
    ["Upgrade", route.webSocket ? variable(door, "upgrade") : ""],
  ];
}
