import type { ExtraPort, Route } from "../registration.ts";
import { httpFrontend, sniFrontend, streamFrontend } from "./frontends.ts";
import { mapPath } from "./maps.ts";
import { extraBackend } from "./names.ts";
import type { ConfigOptions } from "./options.ts";

interface Use {
  route: Route;
  extra: ExtraPort;
}

/**
 * One frontend per extra port: http by Host; tcp to its only domain as a stream, and by SNI once two domains share it.
 * Throws when a port is wanted in two modes.
 */
export function renderExtraFrontends(routes: Route[], options: ConfigOptions): string {
  const uses = routes.flatMap((route) => (route.extra_ports ?? []).map((extra): Use => ({ route, extra })));
  const ports = [...new Set(uses.map(({ extra }) => extra.listen))];
  if (ports.length === 0) return "# no extra ports\n";
  return ports
    .map((port) =>
      renderPort(
        port,
        uses.filter(({ extra }) => extra.listen === port),
        options,
      ),
    )
    .join("\n");
}

function renderPort(port: number, users: Use[], options: ConfigOptions): string {
  const [first] = users as [Use];
  if (users.some(({ extra }) => extra.mode !== first.extra.mode)) {
    throw new Error(`Port ${port} is registered in both modes, http and tcp`);
  }
  const map = mapPath(options, `extra-${port}-domains`);
  if (first.extra.mode === "http") return httpFrontend(port, map);
  const domains = new Set(users.map(({ route }) => route.domain));
  return domains.size > 1
    ? sniFrontend(port, map)
    : streamFrontend(port, extraBackend(first.route, first.extra).name);
}
