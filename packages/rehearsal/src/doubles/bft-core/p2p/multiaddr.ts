import { UbftError } from "../ubft-error.ts";

/** The parts of a multiaddr that the doubles understand. */
export interface PeerAddress {
  /** IP address, or a name for DNS. */
  readonly host: string;
  readonly port: number;
  /** Node id; only with `/p2p/…`. */
  readonly nodeId: string | undefined;
}

const FORM = /^\/(?:ip4|ip6|dns|dns4|dns6)\/([^/]+)\/tcp\/(\d{1,5})(?:\/p2p\/([1-9A-HJ-NP-Za-km-z]+))?$/;

/** Parses `/ip4|dns4/HOST/tcp/PORT[/p2p/ID]` (multiformats, multiaddr). @throws UbftError */
export function parseMultiaddr(text: string): PeerAddress {
  const [, host, port, nodeId] = FORM.exec(text.trim()) ?? [];
  if (host === undefined || Number(port) > 65_535) throw new UbftError(`failed to parse multiaddr "${text}"`);
  return { host, port: Number(port), nodeId };
}
