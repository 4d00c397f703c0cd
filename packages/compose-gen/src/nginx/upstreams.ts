import { createHash } from "node:crypto";
import { byCodeUnit } from "../plan/sorted.ts";
import { block, type Directive, directive } from "./directive.ts";
import { duration } from "./duration.ts";
import { nameOf, variable } from "./names.ts";
import type { Door, Upstream } from "./plan-door.ts";

/** The services behind a door, each with connections that are kept open between requests. */
export interface Upstreams {
  /** Name to proxy to. */
  nameOf(upstream: Upstream): string;
  /** For `http {}`. */
  http: Directive[];
  /** For `stream {}`: the services of other containers. */
  stream: Directive[];
}

/** Idle connections that each worker keeps to a service. An aggregator answers all requests of a round at once. */
const KEPT = 256;
/** Node.js ends an idle connection after 5 s, Go after 30 s or more; a request must not meet that end. */
const KEPT_IDLE = "4s";

/**
 * A kept connection needs an `upstream {}`, whose names nginx looks up only when it starts, and then it must find them. So
 * for another container nginx connects to itself, and that part passes the bytes on: it looks the name up for each new connection.
 *
 * @param resolver name server for the names of other services
 */
export function planUpstreams(door: Door, resolver: string): Upstreams {
  const found = new Map(
    door.routes.flatMap(({ upstream }) => (upstream ? [[upstream.address, upstream]] : [])),
  );
  const upstreams = [...found.values()].sort((left, right) => byCodeUnit(left.address, right.address));
  const names = new Map(upstreams.map(({ address }, index) => [address, `to_${index + 1}`]));
  const name = ({ address }: Upstream) => names.get(address) as string;
  return {
    nameOf: (upstream) => nameOf(door, name(upstream)),
    http: upstreams.map((upstream) =>
      block(
        "upstream",
        [nameOf(door, name(upstream))],
        [
          directive("server", upstream.named ? passage(door, upstream) : upstream.address),
          directive("keepalive", KEPT),
          directive("keepalive_timeout", KEPT_IDLE),
        ],
      ),
    ),
    stream: upstreams
      .filter(({ named }) => named)
      .map((upstream) => passageServer(door, upstream, name(upstream), resolver)),
  };
}

/** Where nginx connects to itself: an address on loopback for each door and service. */
function passage({ service }: Door, { address }: Upstream): string {
  const [third, fourth] = createHash("sha256").update(`${service} ${address}`).digest();
  return `127.84.${third}.${fourth}:29084`;
}

/**
 * When a connection ends is decided by the time-outs of its route; this only says how long connecting may take. Addresses
 * are kept for 5 s whatever the name server says: Docker's answers claim ten minutes.
 */
function passageServer(door: Door, upstream: Upstream, name: string, resolver: string): Directive {
  const own = door.routes.filter((route) => route.upstream?.address === upstream.address);
  const target = variable(door, name);
  return block(
    "server",
    [],
    [
      directive("listen", passage(door, upstream)),
      directive("resolver", resolver, "valid=5s", "ipv6=off"),
      directive("resolver_timeout", "5s"),
      directive("set", target, upstream.address),
      directive("proxy_pass", target),
      directive("proxy_connect_timeout", duration(Math.max(...own.map(({ timeouts }) => timeouts.connect)))),
      directive("proxy_timeout", "7d"),
    ],
  );
}
