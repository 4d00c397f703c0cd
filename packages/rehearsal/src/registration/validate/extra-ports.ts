import { Refusal } from "../http/refusal.ts";
import type { ExtraPort, Route } from "../registration.ts";
import { isPort, portNotAllowed } from "./ports.ts";

const MAX_EXTRA_PORTS = 10;
const RESERVED = [80, 443, 8000, 8404];

/** Extra ports of a request; unknown keys are dropped. Throws 422 for a wrong shape and for ports that are taken or not allowed. */
export function validExtraPorts(value: unknown, allowed: ReadonlySet<number> | null): ExtraPort[] | null {
  if (value === undefined || value === null) return null;
  if (!Array.isArray(value) || value.length > MAX_EXTRA_PORTS) {
    throw invalid(`an array of at most ${MAX_EXTRA_PORTS} items, or null`);
  }
  const ports = value.map(validExtraPort);
  for (const { listen } of ports) {
    if (RESERVED.includes(listen)) throw invalid(`port ${listen} is reserved`);
    if (allowed !== null && !allowed.has(listen)) throw portNotAllowed("extra_ports", listen);
  }
  return ports;
}

/** Throws 409 `MODE_CONFLICT` when another domain listens on one of the ports in another mode. Only other domains are compared. */
export function checkModes(domain: string, ports: ExtraPort[] | null, routes: Route[]): void {
  for (const { listen, mode } of ports ?? []) {
    const other = routes.find(
      (route) =>
        route.domain !== domain &&
        route.extra_ports?.some((extra) => extra.listen === listen && extra.mode !== mode),
    );
    if (other) {
      throw new Refusal(
        409,
        "MODE_CONFLICT",
        `extra_ports: ${other.domain} uses port ${listen} in another mode`,
      );
    }
  }
}

function validExtraPort(value: unknown): ExtraPort {
  const { listen, target, mode } = (value ?? {}) as Record<string, unknown>;
  if (!isPort(listen) || !isPort(target) || (mode !== "http" && mode !== "tcp")) {
    throw invalid('each item needs listen and target (1 to 65535) and mode "http" or "tcp"');
  }
  return { listen, target, mode };
}

const invalid = (text: string) => new Refusal(422, "VALIDATION_ERROR", `extra_ports: ${text}`);
