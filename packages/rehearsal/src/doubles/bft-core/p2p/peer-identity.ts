import { createHash, randomBytes } from "node:crypto";
import { fromHex, nodeIdOf, signDigest, toHex, verifySignature } from "@unicity-sphere/devnet/protocol";
import type { NodeKeys } from "../genesis/keys.ts";
import { ChannelError, type LineChannel, type Message } from "./line-channel.ts";

/** Time for each message of the introduction, ms. */
const INTRODUCTION_MS = 5_000;
const PURPOSE = Buffer.from("ubft double, peer identity\n");

/**
 * Both sides prove that they hold the auth key of their node id, as libp2p's security handshake does: each signs the
 * other's challenge.
 * @returns node id of the peer
 * @throws ChannelError when the peer cannot prove its id, or is another than `expected`
 */
export async function introduce(channel: LineChannel, keys: NodeKeys, expected?: string): Promise<string> {
  const challenge = randomBytes(32);
  channel.send({ type: "hello", authKey: toHex(keys.authPublicKey), challenge: toHex(challenge) });
  const hello = await channel.next(INTRODUCTION_MS);
  const peerKey = bytesIn(hello, "authKey", 33);
  const theirs = bytesIn(hello, "challenge", 32);
  const digest = createHash("sha256").update(PURPOSE).update(theirs).digest();
  channel.send({ type: "proof", signature: toHex(signDigest(digest, keys.authKey)) });
  const signature = bytesIn(await channel.next(INTRODUCTION_MS), "signature", 65);
  const peer = nodeIdOf(peerKey);
  if (!verifySignature(Buffer.concat([PURPOSE, challenge]), signature, peerKey))
    throw new ChannelError(`the peer does not hold the key of ${peer}`);
  if (expected !== undefined && peer !== expected)
    throw new ChannelError(`the peer is ${peer}, not ${expected}`);
  return peer;
}

/** Bytes of a hex field of a message. @throws ChannelError */
export function bytesIn(message: Message, field: string, length?: number): Uint8Array {
  const bytes = fromHex(message[field]);
  if (bytes && (length === undefined || bytes.length === length)) return bytes;
  throw new ChannelError(`"${field}" of a message is not hex${length ? ` of ${length} bytes` : ""}`);
}
