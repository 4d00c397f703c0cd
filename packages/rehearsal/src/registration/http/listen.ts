import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

/** A server that accepts connections. */
export interface RunningServer {
  port: number;
  /** Ends every connection and stops listening. */
  close(): Promise<void>;
}

/** Listens on all interfaces unless told otherwise; port 0 takes a free one. Throws when the port is taken. */
export async function listen(server: Server, port: number, host?: string): Promise<RunningServer> {
  server.listen({ port, ...(host && { host }) });
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
