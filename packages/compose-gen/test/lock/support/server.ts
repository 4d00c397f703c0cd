import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/** What a test's server saw. */
export interface Seen {
  url: string;
  authorization: string | undefined;
}

export interface TestServer {
  /** `http://127.0.0.1:port` */
  origin: string;
  /** `127.0.0.1:port` */
  host: string;
  seen: Seen[];
}

/** A server on a free port of loopback until the test ends. */
export async function serve(
  handle: (request: IncomingMessage, response: ServerResponse, server: TestServer) => void,
): Promise<TestServer> {
  const server: TestServer = { origin: "", host: "", seen: [] };
  const http = createServer((request, response) => {
    server.seen.push({ url: request.url ?? "", authorization: request.headers.authorization });
    handle(request, response, server);
  });
  await new Promise<void>((ready) => http.listen(0, "127.0.0.1", ready));
  onTestFinished(async () => {
    http.closeAllConnections();
    await new Promise((closed) => http.close(closed));
  });
  server.host = `127.0.0.1:${(http.address() as AddressInfo).port}`;
  server.origin = `http://${server.host}`;
  return server;
}
