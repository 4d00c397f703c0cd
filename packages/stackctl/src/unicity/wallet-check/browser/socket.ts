import { once } from "node:events";
import type { WebSocket } from "ws";
import { NoAnswer } from "../../../checks/http-client.ts";
import { messageOf, systemCode } from "../../../errors.ts";
import { Unusable } from "./unusable.ts";

export interface SocketRequest {
  /** Of the page that asks; a program has none. */
  origin?: string;
  /** For the handshake, ms. */
  timeoutMs: number;
  signal: AbortSignal;
}

/**
 * An open WebSocket. End it with `terminate()`: a clean close would wait for the other side.
 *
 * @throws NoAnswer, Unusable `NO_WEBSOCKET`
 */
export async function openSocket(
  url: string,
  { origin, timeoutMs, signal }: SocketRequest,
): Promise<WebSocket> {
  signal.throwIfAborted();
  const { WebSocket } = await import("ws");
  const socket = new WebSocket(url, {
    handshakeTimeout: timeoutMs,
    ...(origin !== undefined && { origin }),
  });
  // A later error ends the connection, which whoever waits on it is told.
  socket.on("error", () => {});
  const abort = () => socket.terminate();
  signal.addEventListener("abort", abort, { once: true });
  try {
    await once(socket, "open");
    return socket;
  } catch (error) {
    signal.throwIfAborted();
    throw explain(error, url, timeoutMs);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

function explain(error: unknown, url: string, timeoutMs: number): Error {
  const message = messageOf(error);
  const status = /^Unexpected server response: (\d+)/.exec(message)?.[1];
  if (status !== undefined)
    return new Unusable(
      "NO_WEBSOCKET",
      `${url}: ${status} instead of a WebSocket`,
      "It has to be the relay's own URL, and a proxy before it has to pass `Upgrade` on.",
    );
  if (message.includes("handshake has timed out"))
    return new NoAnswer("TIMEOUT", `no WebSocket within ${timeoutMs} ms`, { cause: error });
  const refused = systemCode(error) === "ECONNREFUSED";
  return new NoAnswer(refused ? "REFUSED" : "CONNECTION_FAILED", message || String(error), { cause: error });
}
