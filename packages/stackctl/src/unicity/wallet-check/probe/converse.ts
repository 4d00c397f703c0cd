import type { RawData, WebSocket } from "ws";
import { NoAnswer } from "../../../checks/http-client.ts";
import type { Limits } from "./step.ts";

/**
 * Sends one message to a relay and listens (NIP-01).
 *
 * @returns all messages up to the last one, it included
 * @throws NoAnswer `TIMEOUT` or `CONNECTION_CLOSED`
 */
export function converse(
  socket: WebSocket,
  message: readonly [string, ...unknown[]],
  isLast: (answer: unknown[]) => boolean,
  { timeoutMs, signal }: Limits,
): Promise<unknown[][]> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown[][]>();
  const heard: unknown[][] = [];
  const onMessage = (data: RawData) => {
    const answer = parse(String(data));
    if (!answer) return;
    heard.push(answer);
    if (isLast(answer)) resolve(heard);
  };
  const onClose = () =>
    reject(new NoAnswer("CONNECTION_CLOSED", `closed instead of an answer to ${message[0]}`));
  const onAbort = () => reject(signal.reason);
  const timer = setTimeout(
    () => reject(new NoAnswer("TIMEOUT", silence(message[0], timeoutMs, heard))),
    timeoutMs,
  );
  socket.on("message", onMessage);
  socket.on("close", onClose);
  signal.addEventListener("abort", onAbort);
  socket.send(JSON.stringify(message));
  return promise.finally(() => {
    clearTimeout(timer);
    socket.off("message", onMessage);
    socket.off("close", onClose);
    signal.removeEventListener("abort", onAbort);
  });
}

/** A relay that refuses often says so in a notice only. */
function silence(verb: string, timeoutMs: number, heard: readonly unknown[][]): string {
  const notices = heard.filter(([type]) => type === "NOTICE" || type === "CLOSED").map((said) => said.at(-1));
  const said = notices.length > 0 ? `; it said: ${notices.join(" | ").slice(0, 120)}` : "";
  return `no answer to ${verb} within ${timeoutMs} ms${said}`;
}

function parse(text: string): unknown[] | undefined {
  try {
    const message: unknown = JSON.parse(text);
    return Array.isArray(message) ? message : undefined;
  } catch {
    return undefined;
  }
}
