import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export interface Call {
  method: string;
  path: string;
  authorization: string | undefined;
  body: unknown;
}

/** An answer of the API, or `hang-up` for none, or `cut-off` for the begin of a good one. */
export type Answer = { status: number; body?: unknown } | "hang-up" | "cut-off";

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
      else if (answer === "cut-off") {
        response.writeHead(201, { "content-length": text.length + 1 });
        response.write(text, () => request.socket.end());
      } else response.writeHead(answer.status).end(answerText(answer, text));
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

/** As the API does, what was registered is part of a good answer that is an object. */
function answerText({ status, body }: { status: number; body?: unknown }, sent: string): string {
  if (body === undefined) return "";
  const registered = (status === 200 || status === 201) && sent !== "" && typeof body === "object";
  return JSON.stringify(registered ? { ...JSON.parse(sent), ...body } : body);
}
