import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export interface Call {
  method: string;
  path: string;
  authorization: string | undefined;
  body: unknown;
}

/** An answer of the API, or `hang-up` for none. */
export type Answer = { status: number; body?: unknown } | "hang-up";

/** A registration API on loopback that answers calls in turn, the last answer for good. */
export async function startApi(...answers: [Answer, ...Answer[]]): Promise<{
  environment: Record<string, string>;
  calls: Call[];
}> {
  const calls: Call[] = [];
  const server = createServer((request, response) => {
    let text = "";
    request.setEncoding("utf8").on("data", (part) => {
      text += part;
    });
    request.on("end", () => {
      const answer = answers[Math.min(calls.length, answers.length - 1)] ?? "hang-up";
      const { method = "", url = "", headers } = request;
      calls.push({
        method,
        path: url,
        authorization: headers.authorization,
        body: text && JSON.parse(text),
      });
      if (answer === "hang-up") request.socket.destroy();
      else
        response.writeHead(answer.status).end(answer.body === undefined ? "" : JSON.stringify(answer.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const environment = {
    HAPROXY_HOST: "127.0.0.1",
    HAPROXY_API_PORT: String(port),
    SSL_DOMAIN: "a.example.org",
  };
  return { environment, calls };
}
