import { randomInt } from "node:crypto";
import { createServer } from "node:net";
import { LOOPBACK, probePort } from "../../process/ports.ts";

/**
 * Ports that no system hands out by itself, the last one excluded: on Linux outgoing connections and servers without a port of
 * their own begin at 32768, elsewhere at 49152 (RFC 6335).
 */
const QUIET = { first: 10_240, end: 32_768 };
/** How many of them are looked at. */
const TRIES = 64;

/**
 * A port of loopback that nobody holds at this moment. It is used only when Compose has made the container, and again after each
 * `down`: so it is none that any connection of this machine may be given meanwhile, where there is such a port.
 *
 * @param others ports that are not to be taken
 */
export async function freePort(others: readonly number[]): Promise<number> {
  for (let tried = 0; tried < TRIES; tried++) {
    const port = randomInt(QUIET.first, QUIET.end);
    if (!others.includes(port) && (await probePort(LOOPBACK, port)) === "free") return port;
  }
  return portOfTheSystem();
}

function portOfTheSystem(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen({ host: LOOPBACK, port: 0, exclusive: true }, () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
