import { assertPortsFree, LOOPBACK, probePort } from "../../process/ports.ts";
import { freePort } from "./free-port.ts";
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
