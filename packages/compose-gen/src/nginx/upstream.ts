import type { Route } from "../model/route.ts";
import type { Service } from "../model/service.ts";
import type { Stack } from "../model/stack.ts";

/** A service as target of a route, as the proxy reaches it. */
export interface Upstream {
  /** `host:port`; the host is 127.0.0.1 for the proxy's own container. */
  address: string;
  /** The host is a name: it is looked up while running, because a recreated container has another address. */
  named: boolean;
}

/**
 * Where a route leads; `undefined` for files.
 *
 * @throws Error when the target is no endpoint of the stack, which checked stacks rule out
 */
export function upstreamOf(
  stack: Pick<Stack, "name" | "services">,
  service: Pick<Service, "name">,
  { target }: Pick<Route, "target">,
): Upstream | undefined {
  if (typeof target !== "string") return undefined;
  const [name = "", endpoint = ""] = target.split("/");
  const port = stack.services.find((candidate) => candidate.name === name)?.endpoints[endpoint]?.port;
  if (port === undefined) throw new Error(`${target} is no endpoint of the stack ${stack.name}`);
  const own = name === service.name;
  return { address: `${own ? "127.0.0.1" : name}:${port}`, named: !own };
}
