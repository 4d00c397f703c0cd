import { once } from "node:events";
import { createServer } from "node:net";
import { assertPortsFree, LOOPBACK, probePort } from "../../process/ports.ts";
import type { HostPort } from "./parts/ports.ts";

/**
 * Gives every published endpoint its port. A port that the engine would choose changes whenever a container starts again,
 * so free ones are chosen here and kept.
 *
 * @param own ports that this instance's containers hold now
 * @param pinned false where each port may be replaced by a free one
 * @throws StackError `PORT_TAKEN`, `PORT_REFUSED`
 */
export async function assignPorts(
  ports: readonly HostPort[],
  own: ReadonlySet<number>,
  pinned: boolean,
): Promise<Record<string, number>> {
  const assigned: Record<string, number> = {};
  for (const { service, variable, port } of ports) {
    const usable = port > 0 && (own.has(port) || (await isFree(port)));
    if (!usable && pinned) await assertPortsFree(LOOPBACK, { [service]: port });
    assigned[variable] = usable || (pinned && port > 0) ? port : await freePort(Object.values(assigned));
  }
  return assigned;
}

async function isFree(port: number): Promise<boolean> {
  return (await probePort(LOOPBACK, port)) === "free";
}

/** A port that nobody holds at this moment. @param given to others already, which do not hold them yet */
async function freePort(given: readonly number[]): Promise<number> {
  for (;;) {
    const server = createServer().listen({ host: LOOPBACK, port: 0, exclusive: true });
    await once(server, "listening");
    const { port } = server.address() as { port: number };
    server.close();
    await once(server, "close");
    if (!given.includes(port)) return port;
  }
}
