import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/** What a server answers under a path. */
export interface Answer {
  status: number;
  headers?: Record<string, string>;
  body?: unknown;
}

/** A server on loopback for one test; `asked` are the requests so far: method and path, and `login` with a login. */
export async function startAnswers(answer: (path: string, login: boolean) => Answer) {
  const asked: string[] = [];
  const server = createServer(({ method, url = "", headers }, response) => {
    const login = headers.authorization !== undefined;
    asked.push(`${method} ${url}${login ? " login" : ""}`);
    const { status, headers: sent, body } = answer(url, login);
    response.writeHead(status, sent).end(body === undefined ? "" : JSON.stringify(body));
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  });
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { host, origin: `http://${host}`, asked };
}
