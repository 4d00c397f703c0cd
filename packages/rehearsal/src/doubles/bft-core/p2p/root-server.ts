import { createServer, type Server, type Socket } from "node:net";
import { toHex } from "@unicity-sphere/devnet/protocol";
import { z } from "zod";
import type { NodeKeys } from "../genesis/keys.ts";
import { type Certifier, Refusal } from "../root/certifier.ts";
import { LineChannel, type Message } from "./line-channel.ts";
import { bytesIn, introduce } from "./peer-identity.ts";

/** A peer that says nothing for this long is dropped, ms. */
const SILENCE_MS = 60_000;
const MOST_PEERS = 100;

const question = z.object({
  type: z.enum(["handshake", "certify"]),
  partitionId: z.int().min(0),
  shardId: z.string().max(70),
});

/** The P2P port of a root node. */
export interface RootServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Listens for shard nodes. Resolves when it accepts connections. */
export async function startRootServer(
  host: string,
  port: number,
  keys: NodeKeys,
  certifier: Certifier,
): Promise<RootServer> {
  const channels = new Set<LineChannel>();
  const server = createServer((socket: Socket) => {
    const channel = new LineChannel(socket);
    channels.add(channel);
    void channel.closed.then(() => channels.delete(channel));
    serve(channel, keys, certifier).catch((error: unknown) => channel.close(String(error)));
  });
  server.maxConnections = MOST_PEERS;
  await listen(server, host, port);
  return {
    port: (server.address() as { port: number }).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const channel of channels) channel.close();
      }),
  };
}

async function serve(channel: LineChannel, keys: NodeKeys, certifier: Certifier): Promise<void> {
  const peer = await introduce(channel, keys);
  for (;;) {
    const message = await channel.next(SILENCE_MS);
    channel.send(await answer(peer, message, certifier));
  }
}

async function answer(peer: string, message: Message, certifier: Certifier): Promise<Message> {
  try {
    const { type, ...shard } = question.parse(message);
    const certificate =
      type === "handshake"
        ? certifier.latest(peer, shard)
        : await certifier.certify(peer, shard, bytesIn(message, "record"), bytesIn(message, "signature", 65));
    return { type: "certificate", certificate: certificate && toHex(certificate) };
  } catch (error) {
    if (error instanceof Refusal) return { type: "refused", reason: error.reason, detail: error.message };
    throw error;
  }
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => resolve());
  });
}
