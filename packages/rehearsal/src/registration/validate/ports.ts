import { Refusal } from "../http/refusal.ts";

/** HAProxy's own ports: the map download and the API. */
const OWN_PORTS = [8000, 8404];
/** Ports of a domain that need no allow-list. */
const WEB_PORTS = [80, 443];

export interface Ports {
  http_port: number | null;
  https_port: number | null;
  map_port: number | null;
}

export function isPort(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 1 && (value as number) <= 65_535;
}

/** The three ports; absent ones become 80, 443 and null. Throws 422 for a wrong type, and when neither 80 nor 443 is wanted. */
export function validPorts(body: Record<string, unknown>): Ports {
  const port = (name: keyof Ports, absent: number | null) => {
    const value = body[name] === undefined ? absent : body[name];
    if (value !== null && !isPort(value)) {
      throw new Refusal(422, "VALIDATION_ERROR", `${name}: a number from 1 to 65535, or null`);
    }
    return value;
  };
  const ports = {
    http_port: port("http_port", 80),
    https_port: port("https_port", 443),
    map_port: port("map_port", null),
  };
  if (ports.http_port === null && ports.https_port === null) {
    throw new Refusal(422, "VALIDATION_ERROR", "http_port and https_port cannot both be null");
  }
  return ports;
}

/** Throws 422 `PORT_NOT_ALLOWED` for HAProxy's own ports and, with an allow-list, for TLS and map ports that are not on it. */
export function checkPortsAllowed(ports: Ports, allowed: ReadonlySet<number> | null): void {
  for (const name of ["http_port", "https_port", "map_port"] as const) {
    const port = ports[name];
    if (port !== null && OWN_PORTS.includes(port)) throw portNotAllowed(name, port);
  }
  if (allowed === null) return;
  for (const name of ["https_port", "map_port"] as const) {
    const port = ports[name];
    if (port !== null && !WEB_PORTS.includes(port) && !allowed.has(port)) throw portNotAllowed(name, port);
  }
}

export function portNotAllowed(name: string, port: number): Refusal {
  return new Refusal(422, "PORT_NOT_ALLOWED", `${name}: port ${port} is not allowed`);
}
