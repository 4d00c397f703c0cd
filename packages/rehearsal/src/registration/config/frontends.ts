import type { Route } from "../registration.ts";
import { mapPath } from "./maps.ts";
import type { ConfigOptions } from "./options.ts";

/** No container name holds a colon: these never clash with a backend of a route. */
const NO_HTTP = "none:http";
const NO_TLS = "none:tls";

/** Ports 80 and 443, and 8000 once a route has a map port. */
export function renderFrontends(routes: Route[], options: ConfigOptions): string {
  const frontends = [
    httpFrontend(80, mapPath(options, "http-domains")),
    sniFrontend(443, mapPath(options, "https-domains")),
  ];
  if (routes.some(({ map_port }) => map_port !== null)) {
    frontends.push(httpFrontend(8000, mapPath(options, "map-domains")));
  }
  return [...frontends, NOWHERE].join("\n");
}

/** Routes by the Host header without its port, in lower case; an unknown host gets 503. */
export function httpFrontend(port: number, map: string): string {
  return `frontend in:${port}
    bind :${port}
    mode http
    option httplog
    use_backend %[req.hdr(host),field(1,:),lower,map(${map})]
    default_backend ${NO_HTTP}
`;
}

/** Passes TLS on unopened by the name in its ClientHello (SNI, RFC 6066 §3), in lower case; an unknown name is closed without a byte. */
export function sniFrontend(port: number, map: string): string {
  return `frontend in:${port}
    bind :${port}
    mode tcp
    option tcplog
    tcp-request inspect-delay 5s
    tcp-request content accept if { req.ssl_hello_type 1 }
    use_backend %[req.ssl_sni,lower,map(${map})]
    default_backend ${NO_TLS}
`;
}

/** Passes everything on a port to one backend, whatever it speaks. */
export function streamFrontend(port: number, backend: string): string {
  return `frontend in:${port}
    bind :${port}
    mode tcp
    option tcplog
    default_backend ${backend}
`;
}

const NOWHERE = `backend ${NO_HTTP}
    mode http

backend ${NO_TLS}
    mode tcp
`;
