import { randomInt } from "node:crypto";
import { once } from "node:events";
import type { Server } from "node:net";
import { DevnetError } from "../errors.ts";

/**
 * Ports that no system hands out by itself, the last one excluded: on Linux outgoing connections and servers without a port of
 * their own begin at 32768, elsewhere at 49152 (RFC 6335).
 */
const QUIET = { first: 10_240, end: 32_768 };
/** How many of them are tried. */
const TRIES = 64;

/** Where a server listens. */
export interface ListenAddress {
  /** Address to bind, e.g. `127.0.0.1`. */
  host: string;
  /** TCP port; 0 takes a free one that no connection of this machine gets while the service is started again on it. */
  port: number;
}

/**
 * Makes a server listen.
 *
 * @param choose the ports that are tried for port 0, one a call
 * @throws DevnetError `PORT_TAKEN` or `LISTEN_FAILED`
 */
export async function listen(
  server: Server,
  { host, port }: ListenAddress,
  choose = anyQuiet,
): Promise<void> {
  for (let tried = 0; port === 0 && tried < TRIES; tried++) {
    const error = await listenOn(server, host, choose());
    if (error?.code !== "EADDRINUSE" && error?.code !== "EACCES") return requireNone(error, host, port);
  }
  requireNone(await listenOn(server, host, port), host, port);
}

const anyQuiet = () => randomInt(QUIET.first, QUIET.end);

/** Resolves with why it does not listen. */
async function listenOn(
  server: Server,
  host: string,
  port: number,
): Promise<NodeJS.ErrnoException | undefined> {
  server.listen(port, host);
  try {
    await once(server, "listening");
    return undefined;
  } catch (error) {
    return error as NodeJS.ErrnoException;
  }
}

function requireNone(error: NodeJS.ErrnoException | undefined, host: string, port: number): void {
  if (error === undefined) return;
  const taken = error.code === "EADDRINUSE";
  throw new DevnetError(
    {
      code: taken ? "PORT_TAKEN" : "LISTEN_FAILED",
      what: taken ? `Port ${port} is already in use.` : `Cannot listen on ${host}:${port}.`,
      where: `${host}:${port}`,
      evidence: error.message,
      next: "Choose other ports with --port-base N (0 picks free ones).",
    },
    { cause: error },
  );
}
