import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { z } from "zod";
import { DatabaseError } from "../database-error.ts";
import { MESSAGE_BYTES, readLines } from "../wire/lines.ts";
import { type Answer, refusal } from "../wire/messages.ts";
import { type Request, request } from "../wire/requests.ts";

const MOST_CONNECTIONS = 1_000;

export interface ServeOptions {
  readonly port: number;
  readonly address: string;
  /** Answers one request; what it throws and is no DatabaseError goes to `onFault`. */
  answer(request: Request): Promise<object>;
  /** The store failed (disk full, damaged): the node must not go on. */
  onFault(error: unknown): void;
}

export interface Serving {
  readonly port: number;
  close(): Promise<void>;
}

/** Listens. @throws the error of the listening socket, e.g. `EADDRINUSE` */
export async function serve(options: ServeOptions): Promise<Serving> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket)).on("error", () => socket.destroy());
    serveConnection(socket, options);
  });
  server.maxConnections = MOST_CONNECTIONS;
  server.listen(options.port, options.address);
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, "close");
    },
  };
}

function serveConnection(socket: Socket, { answer, onFault }: ServeOptions): void {
  const send = (message: Answer) => {
    if (socket.destroyed) return;
    socket.write(`${JSON.stringify(message)}\n`);
    // The other side asks and does not read.
    if (socket.writableLength > 2 * MESSAGE_BYTES) socket.destroy();
  };
  socket.setNoDelay();
  readLines(socket, {
    async onLine(line) {
      const read = readRequest(line);
      if ("refused" in read) return send(read.refused);
      try {
        send({ ...(await answer(read.request)), id: read.request.id, ok: 1 });
      } catch (error) {
        if (!(error instanceof DatabaseError)) return onFault(error);
        send(refusal(read.request.id, error));
      }
    },
    onOverrun(reason) {
      socket.end(`${JSON.stringify(refusal(null, new DatabaseError("BadValue", reason)))}\n`);
    },
  });
}

function readRequest(line: string): { request: Request } | { refused: Answer } {
  let value: { id?: unknown; op?: unknown } | null;
  try {
    value = JSON.parse(line);
  } catch {
    return { refused: refusal(null, new DatabaseError("FailedToParse", "a message is one line of JSON")) };
  }
  const { success, data, error } = request.safeParse(value);
  if (success) return { request: data };
  const id = typeof value?.id === "number" ? value.id : null;
  const known = request.options.some((option) => option.shape.op.value === value?.op);
  const refused = known
    ? new DatabaseError("BadValue", z.prettifyError(error))
    : new DatabaseError("CommandNotFound", `no such command: '${String(value?.op)}'`);
  return { refused: refusal(id, refused) };
}
