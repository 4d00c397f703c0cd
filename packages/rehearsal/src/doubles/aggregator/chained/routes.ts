import type { IncomingMessage, ServerResponse } from "node:http";
import {
  BodyTooLarge,
  type RpcServer,
  readBody,
  sendJson,
  type startHttpServer,
} from "@unicity-sphere/devnet/protocol";

/** Upstream has no limit; this one only keeps the double alive. */
const BODY_BYTES = 16 * 1024 * 1024;

export interface RouteOptions {
  readonly rpc: RpcServer;
  /** Body of `/health`; throws when the database does not answer. */
  readonly health: () => Promise<object>;
  readonly height: () => number;
  /** `ENABLE_CORS`: answers preflights. */
  readonly cors: boolean;
  /** `ENABLE_DOCS`. */
  readonly docs: boolean;
}

type Handler = Parameters<typeof startHttpServer>[0]["handler"];

/** The HTTP surface of aggregator-go: JSON-RPC on `POST /`, `GET /health` without HEAD, and open internals. */
export function chainedRoutes({ rpc, health, height, cors, docs }: RouteOptions): Handler {
  const routes: Record<string, Handler> = {
    "POST /": (request, response) => answerRpc(rpc, request, response),
    "GET /health": (_request, response) => answerHealth(health, response),
    "GET /metrics": (_request, response) =>
      void response
        .writeHead(200, { "content-type": "text/plain; version=0.0.4" })
        .end(`aggregator_block_height ${height()}\n`),
    "PUT /api/v1/trustbases": (_request, response) => sendJson(response, 200, {}),
    ...(docs && {
      "GET /docs": (_request, response) =>
        void response
          .writeHead(200, { "content-type": "text/html" })
          .end("<!doctype html><title>Aggregator API</title>"),
    }),
  };
  return async (request, response) => {
    const path = (request.url ?? "/").split("?", 1)[0];
    const route = routes[`${request.method} ${path}`];
    if (route) await route(request, response);
    else if (cors && request.method === "OPTIONS") response.writeHead(200, PREFLIGHT).end();
    else response.writeHead(404).end("404 page not found");
  };
}

const PREFLIGHT = {
  "access-control-allow-origin": "*",
  "access-control-allow-methods": "GET, POST, OPTIONS",
  "access-control-allow-headers": "Content-Type",
};

async function answerRpc(rpc: RpcServer, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const answer = await rpc.answer(await readBody(request, BODY_BYTES));
    sendJson(response, 200, answer, { "access-control-allow-origin": "*" });
  } catch (error) {
    if (!(error instanceof BodyTooLarge)) throw error;
    sendJson(response, 413, { error: error.message }, { connection: "close" });
  }
}

async function answerHealth(health: RouteOptions["health"], response: ServerResponse): Promise<void> {
  try {
    sendJson(response, 200, await health());
  } catch {
    sendJson(response, 503, { status: "unhealthy", details: { database: "disconnected" } });
  }
}
