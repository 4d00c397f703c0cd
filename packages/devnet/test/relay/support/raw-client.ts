import { once } from "node:events";
import { onTestFinished } from "vitest";
import { WebSocket } from "ws";

/** A message of the relay, as parsed JSON. */
export type Message = [type: string, ...rest: unknown[]];

/** A WebSocket that speaks no protocol by itself: tests see exactly what the relay sends. */
export interface RawClient {
  socket: WebSocket;
  /** Everything received so far that `next` did not take. */
  readonly inbox: Message[];
  /** Sends a string as it is, anything else as JSON. */
  send(message: unknown): void;
  /** The next message; rejects when the connection ends first. */
  next(): Promise<Message>;
  /** Messages up to and including the first of this type. */
  until(type: string): Promise<Message[]>;
  /**
   * Everything the relay sent in answer to earlier messages: asks for something that only this call asks for, and takes
   * what came before the answer.
   */
  settle(): Promise<Message[]>;
  /** Close code of the connection. */
  closed: Promise<number>;
}

/** Connects to a relay; the connection ends with the test. */
export async function rawClient(url: string): Promise<RawClient> {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  onTestFinished(() => socket.terminate());
  const inbox: Message[] = [];
  const readers: { resolve(message: Message): void; reject(error: Error): void }[] = [];
  socket.on("message", (data) => {
    const message = JSON.parse(String(data)) as Message;
    const reader = readers.shift();
    if (reader) reader.resolve(message);
    else inbox.push(message);
  });
  const closed = new Promise<number>((resolve) => {
    socket.once("close", (code) => {
      for (const reader of readers.splice(0)) reader.reject(new Error(`closed with ${code}`));
      resolve(code);
    });
  });
  await once(socket, "open");

  const next = () =>
    new Promise<Message>((resolve, reject) => {
      const message = inbox.shift();
      if (message) resolve(message);
      else if (socket.readyState !== WebSocket.OPEN) reject(new Error("the connection is closed"));
      else readers.push({ resolve, reject });
    });
  const until = async (type: string) => {
    const messages: Message[] = [];
    for (;;) {
      const message = await next();
      messages.push(message);
      if (message[0] === type) return messages;
    }
  };
  const send = (message: unknown) =>
    socket.send(typeof message === "string" ? message : JSON.stringify(message));
  let probes = 0;
  const settle = async () => {
    const probe = `probe-${probes++}`;
    send([probe, { id: probe, pubkey: "", created_at: 0, kind: 0, tags: [], content: "", sig: "" }]);
    const messages: Message[] = [];
    for (;;) {
      const message = await next();
      if (message[0] === "OK" && message[1] === probe) return messages;
      messages.push(message);
    }
  };
  return { socket, inbox, send, next, until, settle, closed };
}
