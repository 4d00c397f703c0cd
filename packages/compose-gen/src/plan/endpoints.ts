import type { Endpoint, Scope } from "../model/endpoint.ts";
import type { Profile } from "../model/profile.ts";
import type { Stack } from "../model/stack.ts";
import { publishedDefault } from "../validate/ports.ts";
import { domainVariable, servicesBehindEdge } from "./place.ts";
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
  /** URL under the domain of the service in a profile with an edge, e.g. `https://${SSL_DOMAIN}/`. */
  publicUrl?: string;
  /** Variable that changes the host port. */
  variable?: string;
  description?: string;
}

/** The endpoints of a stack, published ones first, then by name. */
export function planEndpoints(stack: Stack, profile: Profile): PlannedEndpoint[] {
  const behind = servicesBehindEdge(stack);
  const rows = stack.services.flatMap((service) =>
    Object.entries(service.endpoints).map(([name, endpoint]): PlannedEndpoint => {
      const { protocol, path = "", description } = endpoint;
      const published = publishedOn(endpoint, profile);
      const port = published ? publishedDefault(endpoint) : undefined;
      const domain =
        profile.edge && service.kind === "service" && service.edge?.endpoint === name
          ? domainVariable(profile.edge, service, behind)
          : undefined;
      return {
        service: service.name,
        endpoint: name,
        scope: endpoint.scope,
        inNetwork: `${protocol}://${service.name}:${endpoint.port}${path}`,
        ...(port === undefined ? {} : { url: `${protocol}://127.0.0.1:${port}${path}` }),
        ...(domain === undefined ? {} : { publicUrl: `${secure(protocol)}://\${${domain}}${path}` }),
        ...(published && typeof endpoint.published === "object"
          ? { variable: endpoint.published.variable }
          : {}),
        ...(description === undefined ? {} : { description }),
      };
    }),
  );
  const key = (row: PlannedEndpoint) => `${row.url ? 0 : 1} ${row.service} ${row.endpoint}`;
  return rows.sort((left, right) => byCodeUnit(key(left), key(right)));
}

/** True when the profile publishes the endpoint on the host. */
export function publishedOn({ published, scope }: Endpoint, { addresses }: Profile): boolean {
  return published !== undefined && scope !== "bridge" && addresses[scope] !== null;
}

/** The scheme behind TLS: `ws` → `wss`, everything else → `https`. */
function secure(protocol: string): string {
  return protocol === "ws" || protocol === "wss" ? "wss" : "https";
}
