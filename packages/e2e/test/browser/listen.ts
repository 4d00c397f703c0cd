import type { AddressInfo, Server } from "node:net";

/** A server that listens on loopback. */
export interface Listening extends AsyncDisposable {
  port: number;
}

export async function listen(server: Server & { closeAllConnections(): void }): Promise<Listening> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
