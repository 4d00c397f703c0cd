import type { Socket } from "node:net";
import { type Answer, LINE_LIMIT } from "./messages.ts";

/** A connection on which nothing happens for this long ends, ms. */
const IDLE_MS = 10_000;

const TOO_LONG: Answer = {
  ok: false,
  error: { code: "CONTROL_MESSAGE_INVALID", what: `A line has more than ${LINE_LIMIT} characters.` },
};

/** Answers each line of a connection with a line, in order; one that is too long ends the connection. */
export function answerLines(socket: Socket, answer: (line: string) => Answer): void {
  let rest = "";
  socket.setEncoding("utf8");
  socket.setTimeout(IDLE_MS, () => socket.destroy());
  socket.on("error", () => socket.destroy());
  socket.on("data", (chunk: string) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      if (line.length > LINE_LIMIT) return refuse(socket);
      socket.write(`${JSON.stringify(answer(line))}\n`);
    }
    if (rest.length > LINE_LIMIT) refuse(socket);
  });
}

function refuse(socket: Socket): void {
  socket.removeAllListeners("data");
  socket.resume();
  socket.end(`${JSON.stringify(TOO_LONG)}\n`);
}
