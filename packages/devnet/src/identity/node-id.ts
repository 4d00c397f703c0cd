import { base58 } from "@scure/base";

/** Protobuf of a libp2p public key: type 2 (Secp256k1), 33 bytes of data. */
const PUBLIC_KEY_HEAD = [0x08, 0x02, 0x12, 0x21];

/** Multihash head: identity function (0x00), 37 bytes. */
const IDENTITY_HEAD = [0x00, 0x25];

/** libp2p peer id (`16Uiu2HA…`) of a compressed secp256k1 public key: the node id in a trust base (libp2p peer-ids). */
export function nodeIdOf(publicKey: Uint8Array): string {
  return base58.encode(Uint8Array.from([...IDENTITY_HEAD, ...PUBLIC_KEY_HEAD, ...publicKey]));
}
