import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

export interface Request {
  method: string;
  path: string;
  body: string;
}

export interface Answer {
  status: number;
  body?: string;
}

/** An HTTP server on a free port of loopback that records its requests. */
export async function serve(answer: (request: Request, index: number) => Answer) {
  const requests: Request[] = [];
  const server = createServer(async (message, response) => {
    const request = { method: message.method ?? "", path: message.url ?? "", body: await read(message) };
    requests.push(request);
    const { status, body = "" } = answer(request, requests.length - 1);
    response.writeHead(status, { connection: "close" }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function read(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}
