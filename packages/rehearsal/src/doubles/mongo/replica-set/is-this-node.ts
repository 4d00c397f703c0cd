import { lookup } from "node:dns/promises";
import { networkInterfaces } from "node:os";
import { setTimeout as delay } from "node:timers/promises";

const LOOK_UP_MS = 10_000;

/** Where the node listens: a port, and its addresses or `all`. */
export interface Listening {
  readonly port: number;
  readonly addresses: readonly string[] | "all";
}

/**
 * Does a member's `host:port` lead to this node? Its name is looked up, and one of its addresses has to be one that the node
 * listens at. A name that cannot be looked up within 10 s does not.
 */
export async function isThisNode(member: string, { port, addresses }: Listening): Promise<boolean> {
  const at = member.lastIndexOf(":");
  if (Number(member.slice(at + 1)) !== port) return false;
  const own = addresses === "all" ? ownAddresses() : addresses;
  const found = await Promise.race([
    lookup(member.slice(0, at), { all: true }).catch(() => []),
    delay(LOOK_UP_MS, [], { ref: false }),
  ]);
  return found.some(({ address }) => own.includes(address));
}

function ownAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((list = []) => list.map(({ address }) => address));
}
