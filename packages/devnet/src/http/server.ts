import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type ListenAddress, listen } from "./listen.ts";

/** Answers one request; a thrown error becomes a 500 without details. */
export type RequestHandler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

export interface HttpServerOptions extends ListenAddress {
  handler: RequestHandler;
}

/** A listening server. */
export interface HttpServer {
  server: Server;
  host: string;
  port: number;
  /** `http://host:port` without a trailing slash. */
  url: string;
  /** Stops listening and ends open connections. */
  close(): Promise<void>;
}

/**
 * Listens for HTTP. Limits: 16 KiB of headers, 30 s per request, 75 s keep-alive.
 *
 * @throws DevnetError `PORT_TAKEN` or `LISTEN_FAILED`
 */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const server = createServer({ requestTimeout: 30_000, keepAliveTimeout: 75_000 }, (request, response) => {
    Promise.resolve()
      .then(() => options.handler(request, response))
      .catch(() => {
        if (!response.headersSent) response.writeHead(500, { "content-type": "application/json" });
        response.end('{"error":"internal error"}');
      });
  });
  await listen(server, options);
  const { port } = server.address() as AddressInfo;
  return {
    server,
    host: options.host,
    port,
    url: `http://${options.host}:${port}`,
    close: () => closeServer(server),
  };
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
