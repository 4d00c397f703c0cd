import { once } from "node:events";
import { finalizeEvent, generateSecretKey } from "nostr-tools/pure";
import { WebSocket } from "ws";

/** Publishes a note that the relay has to keep. @returns its id */
export async function publishNote(url: string, content: string): Promise<string> {
  const created_at = Math.floor(Date.now() / 1000);
  const event = finalizeEvent({ kind: 1, content, tags: [], created_at }, generateSecretKey());
  const [, id, accepted] = await ask(url, ["EVENT", event], "OK");
  if (accepted !== true || id !== event.id) throw new Error(`The relay refused the event ${event.id}.`);
  return event.id;
}

/** Content of a note; undefined when the relay does not have it. */
export async function readNote(url: string, id: string): Promise<string | undefined> {
  const [type, , event] = await ask(url, ["REQ", "read", { ids: [id] }], "EVENT", "EOSE");
  return type === "EVENT" ? (event as { content: string }).content : undefined;
}

/** Sends one message and waits for the first answer of these types. */
async function ask(url: string, message: unknown[], ...types: string[]): Promise<unknown[]> {
  const socket = new WebSocket(url, { handshakeTimeout: 10_000, perMessageDeflate: false });
  const signal = AbortSignal.timeout(60_000);
  try {
    await once(socket, "open", { signal });
    socket.send(JSON.stringify(message));
    for (;;) {
      const [data] = await once(socket, "message", { signal });
      const answer = JSON.parse(String(data)) as unknown[];
      if (types.includes(String(answer[0]))) return answer;
    }
  } finally {
    socket.terminate();
  }
}
