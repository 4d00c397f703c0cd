import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import type { DockerRegistry } from "./registry.ts";

/** A request that changes the registry. */
export interface Write {
  /** Counted from 1. */
  at: number;
  method: string;
  url: string;
}

/** What becomes of a write: it passes, is answered here, or its connection is cut. */
export type Verdict =
  | "pass"
  | "cut"
  | { status: number; headers?: Record<string, string>; body?: string }
  | { digest: string };

export interface Gate {
  host: string;
  origin: string;
  /** All writes so far. */
  writes: Write[];
}

/** A way to a registry on which a test decides about every write. */
export async function openGate(
  registry: DockerRegistry,
  decide: (write: Write) => Verdict | Promise<Verdict> = () => "pass",
): Promise<Gate> {
  const writes: Write[] = [];
  const server = createServer(async (incoming, response) => {
    const { method = "", url = "" } = incoming;
    if (method === "GET" || method === "HEAD") return forward(registry, incoming, response);
    const write = { at: writes.length + 1, method, url };
    writes.push(write);
    const verdict = await decide(write);
    if (verdict === "pass") return forward(registry, incoming, response);
    if (verdict === "cut") return void incoming.destroy();
    if ("digest" in verdict)
      return forward(registry, incoming, response, { "docker-content-digest": verdict.digest });
    incoming.resume();
    response.writeHead(verdict.status, verdict.headers).end(verdict.body);
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  });
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { host, origin: `http://${host}`, writes };
}

/** The registry names itself by the `Host` of the request, so that its uploads come this way too. */
function forward(
  { host }: DockerRegistry,
  incoming: IncomingMessage,
  response: ServerResponse,
  changed: Record<string, string> = {},
): void {
  const [hostname, port] = host.split(":");
  const { method, url, headers } = incoming;
  const passed = request({ hostname, port, method, path: url, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, { ...answer.headers, ...changed });
    answer.pipe(response);
  });
  passed.on("error", () => response.destroy());
  incoming.on("error", () => passed.destroy());
  incoming.pipe(passed);
}
