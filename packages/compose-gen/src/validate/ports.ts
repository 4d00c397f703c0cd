import type { Endpoint } from "../model/endpoint.ts";
import type { Stack } from "../model/stack.ts";
import type { Problems } from "./problems.ts";

/** No two endpoints of a host take the same host port. */
export function checkPublishedPorts(stack: Stack, problems: Problems): void {
  const owners = new Map<string, string>();
  for (const service of stack.services) {
    for (const [name, endpoint] of Object.entries(service.endpoints)) {
      const port = publishedDefault(endpoint);
      if (port === undefined || port === 0) continue;
      const transport = endpoint.protocol === "udp" ? "udp" : "tcp";
      const key = `${service.host} ${port}/${transport}`;
      const owner = owners.get(key);
      const here = `${service.name}/${name}`;
      if (owner)
        problems.add(
          `services.${service.name}.endpoints.${name}.published`,
          `host port ${port}/${transport} is already published by ${owner}: choose another port`,
        );
      else owners.set(key, here);
    }
  }
}

/** The host port of an endpoint when the reader sets no variable; `undefined` when none is published. */
export function publishedDefault(endpoint: Endpoint): number | undefined {
  const { published } = endpoint;
  return typeof published === "object" ? published.default : published;
}
