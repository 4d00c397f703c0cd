import { createHash } from "node:crypto";
import { connect, type Socket } from "node:net";
import { signDigest, toHex } from "@unicity-sphere/devnet/protocol";
import type { NodeKeys } from "../genesis/keys.ts";
import { ChannelError, LineChannel, type Message } from "./line-channel.ts";
import type { PeerAddress } from "./multiaddr.ts";
import { bytesIn, introduce } from "./peer-identity.ts";

/** Longest time for an answer, ms; a certificate comes with the next root round. */
const ANSWER_MS = 10_000;

/** The root node said no. */
export class RootRefusal extends Error {
  readonly reason: string;

  constructor(reason: string, detail: string) {
    super(`${reason}: ${detail}`);
    this.reason = reason;
  }
}

/** A shard: partition and shard id (`0x80`: the whole). */
export interface Shard {
  readonly partitionId: number;
  readonly shardId: string;
}

/** A connection to a root node that has proven its id. */
export class RootConnection {
  readonly #channel: LineChannel;
  readonly #keys: NodeKeys;
  readonly #shard: Shard;

  constructor(channel: LineChannel, keys: NodeKeys, shard: Shard) {
    this.#channel = channel;
    this.#keys = keys;
    this.#shard = shard;
  }

  /** The latest certificate of the shard; null before the first. @throws RootRefusal, ChannelError */
  handshake(): Promise<Uint8Array | null> {
    return this.#ask({ type: "handshake" });
  }

  /** Asks for the certificate of a round. @param record InputRecord in CBOR @throws RootRefusal, ChannelError */
  async certify(record: Uint8Array): Promise<Uint8Array> {
    const signature = signDigest(createHash("sha256").update(record).digest(), this.#keys.sigKey);
    const certificate = await this.#ask({
      type: "certify",
      record: toHex(record),
      signature: toHex(signature),
    });
    if (!certificate) throw new ChannelError("the root node answered without a certificate");
    return certificate;
  }

  close(): void {
    this.#channel.close();
  }

  async #ask(question: Message): Promise<Uint8Array | null> {
    this.#channel.send({ ...this.#shard, ...question });
    const answer = await this.#channel.next(ANSWER_MS);
    if (answer.type === "refused") throw new RootRefusal(String(answer.reason), String(answer.detail));
    return answer.certificate === null ? null : bytesIn(answer, "certificate");
  }
}

/** Connects to a root node and proves who is who. @throws ChannelError */
export async function connectRoot(
  address: PeerAddress,
  keys: NodeKeys,
  shard: Shard,
  timeoutMs: number,
): Promise<RootConnection> {
  const channel = new LineChannel(await openSocket(address, timeoutMs));
  try {
    await introduce(channel, keys, address.nodeId);
    return new RootConnection(channel, keys, shard);
  } catch (error) {
    channel.close();
    throw error;
  }
}

function openSocket({ host, port }: PeerAddress, timeoutMs: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port });
    const timer = setTimeout(() => socket.destroy(new Error(`no connection in ${timeoutMs} ms`)), timeoutMs);
    const fail = (error: Error) => {
      clearTimeout(timer);
      reject(new ChannelError(`${host}:${port}: ${error.message}`));
    };
    socket.once("error", fail);
    socket.once("connect", () => {
      clearTimeout(timer);
      socket.off("error", fail);
      resolve(socket);
    });
  });
}
