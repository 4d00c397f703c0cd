import type { Socket } from "node:net";

/** Most bytes of one message, MongoDB's maxMessageSizeBytes. */
export const MESSAGE_BYTES = 48_000_000;
/** Time from the first byte of a message to its last, in ms. */
const MESSAGE_MS = 30_000;
const NEWLINE = 10;

export interface LineHandlers {
  /** One message without its line end. */
  onLine(line: string): void;
  /** The other side broke a limit; the caller ends the connection. */
  onOverrun(reason: string): void;
}

/** Cuts what a socket receives into lines, within a limit of size and of time. */
export function readLines(
  socket: Socket,
  { onLine, onOverrun }: LineHandlers,
  { bytes = MESSAGE_BYTES, milliseconds = MESSAGE_MS }: { bytes?: number; milliseconds?: number } = {},
): void {
  let parts: Buffer[] = [];
  let size = 0;
  let timer: NodeJS.Timeout | undefined;
  const settle = () => {
    clearTimeout(timer);
    timer = undefined;
    parts = [];
    size = 0;
  };
  const refuse = (reason: string) => {
    settle();
    socket.pause().removeAllListeners("data");
    onOverrun(reason);
  };
  socket.on("close", settle);
  socket.on("data", (chunk: Buffer) => {
    let rest = chunk;
    for (let end = rest.indexOf(NEWLINE); end >= 0; end = rest.indexOf(NEWLINE)) {
      if (size + end > bytes) return refuse(`a message of more than ${bytes} bytes`);
      const line = Buffer.concat([...parts, rest.subarray(0, end)]).toString("utf8");
      rest = rest.subarray(end + 1);
      settle();
      if (line.trim() !== "") onLine(line);
    }
    if (rest.length === 0) return;
    parts.push(rest);
    size += rest.length;
    if (size > bytes) return refuse(`a message of more than ${bytes} bytes`);
    timer ??= setTimeout(
      () => refuse(`a message that was not complete after ${milliseconds} ms`),
      milliseconds,
    );
  });
}
