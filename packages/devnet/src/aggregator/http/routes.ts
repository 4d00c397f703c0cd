import type { IncomingMessage, ServerResponse } from "node:http";
import { allowAnyOrigin, answerPreflight } from "../../http/cors.ts";
import { BodyTooLarge, readBody, sendJson } from "../../http/messages.ts";
import type { RequestHandler } from "../../http/server.ts";
import type { RootIdentity } from "../../identity/keys.ts";
import type { Chain } from "../chain/chain.ts";
import type { RoundClock } from "../rounds/round-clock.ts";
import type { Sequencer } from "../rounds/sequencer.ts";
import type { RpcServer } from "../rpc/rpc-server.ts";
import { health, readiness } from "./health.ts";
import { TRUST_BASE_PATH, trustBaseRoute } from "./trust-base-route.ts";

/** Largest JSON-RPC body, bytes; real requests have a few hundred. */
const BODY_LIMIT = 1024 * 1024;

export interface RouteOptions {
  rpc: RpcServer;
  context: { chain: Chain; sequencer: Sequencer; clock: RoundClock; identity: RootIdentity };
  /** Trust-base files by generation. */
  trustBases: Record<string, string>;
}

/** All HTTP of the aggregator: JSON-RPC on `POST /`, health, readiness and the trust base. */
export function routes({ rpc, context, trustBases }: RouteOptions): RequestHandler {
  const { chain, sequencer, clock, identity } = context;
  const trustBase = trustBaseRoute(trustBases);
  return async (request, response) => {
    if (answerPreflight(request, response)) return;
    allowAnyOrigin(response);
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://aggregator");
    if (request.method === "POST" && pathname === "/") return answerRpc(rpc, request, response);
    if (request.method === "GET" || request.method === "HEAD") {
      if (pathname === TRUST_BASE_PATH) return trustBase(request, response, searchParams);
      const report =
        pathname === "/health"
          ? health(chain, sequencer, clock, identity.nodeId)
          : pathname === "/ready"
            ? readiness(chain, sequencer, clock, Date.now())
            : undefined;
      if (report) return sendJson(response, report.status, report.body);
    }
    sendJson(response, 404, { error: "not found" });
  };
}

async function answerRpc(rpc: RpcServer, request: IncomingMessage, response: ServerResponse): Promise<void> {
  let body: string;
  try {
    body = await readBody(request, BODY_LIMIT);
  } catch (error) {
    if (!(error instanceof BodyTooLarge)) throw error;
    return sendJson(
      response,
      413,
      { error: `The body is larger than ${BODY_LIMIT} bytes.` },
      { connection: "close" },
    );
  }
  const answer = await rpc.answer(body);
  if (!response.destroyed) sendJson(response, 200, answer);
}
