import { Resolver } from "node:dns/promises";

/**
 * IPv4 addresses of a name, asked of the name server every time. A shared resolver keeps answers as long as their TTL
 * (c-ares from 1.31 on), 600 s on Docker's networks: of two containers that start at once each may get the other's.
 * @throws the resolver's error, e.g. `ENOTFOUND`
 */
export function resolveAnew(name: string, newResolver = () => new Resolver()): Promise<string[]> {
  return newResolver().resolve4(name);
}
