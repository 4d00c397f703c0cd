import { chmodSync, rmSync } from "node:fs";
import { createConnection, createServer, type Server } from "node:net";
import { DevnetError } from "../errors.ts";
import { callAnswerer } from "./answer-call.ts";
import { answerLines } from "./answer-lines.ts";
import type { Controlled } from "./controlled.ts";
import { leaveSocketFolder, prepareSocket } from "./socket-folder.ts";

const MOST_CONNECTIONS = 32;

/**
 * Listens for calls on `<folder>/<service>.sock`, mode 0600 in a folder of mode 0700.
 *
 * @returns stops listening and ends open connections
 * @throws DevnetError `CONTROL_TAKEN`, or as {@link prepareSocket}
 */
export async function serveControl(folder: string, controlled: Controlled): Promise<() => Promise<void>> {
  const place = prepareSocket(folder, controlled.service);
  const answer = callAnswerer(controlled);
  const open = new Set<() => void>();
  const server = createServer((socket) => {
    const end = () => socket.destroy();
    open.add(end);
    socket.once("close", () => open.delete(end));
    answerLines(socket, answer);
  });
  server.maxConnections = MOST_CONNECTIONS;
  await listenAnew(server, place.path);
  chmodSync(place.path, 0o600);
  return async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const end of open) end();
    await closed;
    leaveSocketFolder(place);
  };
}

/** A process that was killed has left its socket: nobody answers there. */
async function listenAnew(server: Server, path: string): Promise<void> {
  try {
    await listen(server, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE" || (await isAnswered(path))) {
      throw cannotListen(path, error as Error);
    }
    rmSync(path, { force: true });
    await listen(server, path).catch((reason: Error) => {
      throw cannotListen(path, reason);
    });
  }
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(path, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

function isAnswered(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ path });
    const tell = (answered: boolean) => () => {
      socket.destroy();
      resolve(answered);
    };
    socket.once("connect", tell(true));
    socket.once("error", tell(false));
  });
}

function cannotListen(path: string, cause: Error): DevnetError {
  return new DevnetError(
    {
      code: "CONTROL_TAKEN",
      what: "Control cannot listen.",
      where: path,
      evidence: cause.message,
      cause: "Another process of the same service uses this folder.",
      next: "Stop it, or give each stack a control folder of its own.",
    },
    { cause },
  );
}
