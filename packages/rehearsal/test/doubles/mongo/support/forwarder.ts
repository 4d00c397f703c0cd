import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** Another address of a port on loopback, until it is closed. */
export async function forward(port: number): Promise<{ port: number; close(): void } & Disposable> {
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(port, "127.0.0.1");
    for (const socket of [near, far]) sockets.add(socket.on("error", () => {}));
    near.pipe(far).pipe(near);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const close = () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  return { port: (server.address() as AddressInfo).port, close, [Symbol.dispose]: close };
}
