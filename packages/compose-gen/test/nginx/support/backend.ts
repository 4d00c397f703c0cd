import { once } from "node:events";
import { createServer } from "node:http";

/** A service behind the routes; it ends with `await using`. */
export interface Backend extends AsyncDisposable {
  port: number;
}

/**
 * Answers what it saw. It has CORS headers of its own, a redirect at `/moved`, the status in `/status/NNN`, and turns
 * around what an upgraded connection sends.
 */
export async function startBackend(name = "backend", host = "127.0.0.1", port = 0): Promise<Backend> {
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const part of request) body += part;
    const { method, url = "", headers } = request;
    response.setHeader("Access-Control-Allow-Origin", "https://backend.example");
    response.setHeader("Access-Control-Allow-Credentials", "true");
    response.setHeader("Content-Type", "application/json");
    if (url.startsWith("/moved")) response.setHeader("Location", "/elsewhere");
    response.statusCode = url.startsWith("/moved") ? 302 : Number(/^\/status\/(\d{3})/.exec(url)?.[1] ?? 200);
    const connection = request.socket.remotePort;
    response.end(JSON.stringify({ name, method, url, headers, body, connection }));
  });
  server.on("upgrade", (request, socket) => {
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: ${request.headers.upgrade}\r\nConnection: Upgrade\r\n\r\n`,
    );
    socket.on("data", (data: Buffer) => socket.write(Buffer.from(data).reverse()));
    socket.on("error", () => socket.destroy());
    server.once("close-sockets", () => socket.destroy());
  });
  server.listen(port, host);
  await once(server, "listening");
  return {
    port: (server.address() as { port: number }).port,
    async [Symbol.asyncDispose]() {
      server.emit("close-sockets");
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}
