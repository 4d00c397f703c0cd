import type { Scope } from "../model/endpoint.ts";
import type { Stack } from "../model/stack.ts";
import { publishedDefault } from "../validate/ports.ts";
import { byCodeUnit } from "./sorted.ts";

/** A row of the endpoint table. */
export interface PlannedEndpoint {
  service: string;
  endpoint: string;
  scope: Scope;
  /** Address inside the networks of the stack. */
  inNetwork: string;
  /** URL on this host (loopback) with default ports; absent when nothing is published. */
  url?: string;
  /** Variable that changes the host port. */
  variable?: string;
  description?: string;
}

/** The endpoints of a stack, published ones first, then by name. */
export function planEndpoints(stack: Stack): PlannedEndpoint[] {
  const rows = stack.services.flatMap((service) =>
    Object.entries(service.endpoints).map(([name, endpoint]): PlannedEndpoint => {
      const { protocol, path = "", published, description } = endpoint;
      const port = publishedDefault(endpoint);
      return {
        service: service.name,
        endpoint: name,
        scope: endpoint.scope,
        inNetwork: `${protocol}://${service.name}:${endpoint.port}${path}`,
        ...(port === undefined ? {} : { url: `${protocol}://127.0.0.1:${port}${path}` }),
        ...(typeof published === "object" ? { variable: published.variable } : {}),
        ...(description === undefined ? {} : { description }),
      };
    }),
  );
  const key = (row: PlannedEndpoint) => `${row.url ? 0 : 1} ${row.service} ${row.endpoint}`;
  return rows.sort((left, right) => byCodeUnit(key(left), key(right)));
}
