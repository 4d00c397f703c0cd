import type { Service } from "../model/service.ts";
import type { ComposePort } from "./compose-file.ts";
import type { ServiceContext } from "./service.ts";
import { byCodeUnit } from "./sorted.ts";

/** The host ports of a service, where its profile publishes them. */
export function planPorts(service: Service, { profile, interpolate }: ServiceContext): ComposePort[] {
  const ports: ComposePort[] = [];
  for (const endpoint of Object.values(service.endpoints)) {
    const { published, scope } = endpoint;
    if (published === undefined || scope === "bridge") continue;
    const address = profile.addresses[scope];
    if (address === null) continue;
    const hostPort =
      typeof published === "number"
        ? String(published)
        : interpolate({ variable: published.variable, default: String(published.default) });
    ports.push({
      host_ip: interpolate(address),
      mode: "ingress",
      protocol: endpoint.protocol === "udp" ? "udp" : "tcp",
      published: hostPort,
      target: endpoint.port,
    });
  }
  const key = (port: ComposePort) =>
    `${String(port.target).padStart(5, "0")} ${port.protocol} ${port.published}`;
  return ports.sort((left, right) => byCodeUnit(key(left), key(right)));
}
