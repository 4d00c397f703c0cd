import type { IncomingMessage, ServerResponse } from "node:http";
import { allowAnyOrigin, answerPreflight } from "../../http/cors.ts";
import { BodyTooLarge, readBody, sendJson } from "../../http/messages.ts";
import type { RequestHandler } from "../../http/server.ts";
import type { FaucetContext } from "../faucet-context.ts";
import { coinList, discoveryDocument, REQUEST_PATH } from "./discovery.ts";
import { type FundOptions, fund, type RestAnswer } from "./fund.ts";
import { health, ready } from "./health.ts";
import { history } from "./history.ts";
import { REGISTRY_PATH, tokenRegistry } from "./registry.ts";

const BODY_LIMIT_BYTES = 64 * 1024;

export interface RestDoorOptions extends FundOptions {
  /** Name in the discovery document, e.g. `testnet`. */
  network: string;
  /** Address that clients use, without trailing slash; default: what the request's Host header says. */
  publicUrl: string | undefined;
  /** Opens the history to holders of this key; without it there is no history. */
  apiKey: string | undefined;
}

type Route = (request: IncomingMessage, url: URL) => RestAnswer | Promise<RestAnswer>;

/** HTTP surface of the faucet. */
export function restDoor(context: FaucetContext, options: RestDoorOptions): RequestHandler {
  const routes = routesOf(context, options);
  return async (request, response) => {
    if (answerPreflight(request, response)) return;
    allowAnyOrigin(response);
    const target = `http://localhost${request.url ?? "/"}`;
    if (!URL.canParse(target)) return send(response, failure(400, "Malformed request target"));
    const url = new URL(target);
    const method = request.method === "HEAD" ? "GET" : request.method;
    const methods = routes.get(url.pathname);
    const route = methods?.[method as "GET" | "POST"];
    if (route) return send(response, await answer(route, request, url));
    if (methods) return send(response, failure(405, "Method not allowed"));
    send(response, failure(404, "Not found"));
  };
}

function routesOf(context: FaucetContext, options: RestDoorOptions) {
  const { apiKey } = options;
  const ok = (body: unknown): RestAnswer => ({ status: 200, body });
  const routes = new Map<string, { GET?: Route; POST?: Route }>([
    [
      REQUEST_PATH,
      { POST: async (request) => fund(context, options, await readBody(request, BODY_LIMIT_BYTES)) },
    ],
    ["/api/v1/faucet/coins", { GET: () => ok(coinList()) }],
    [REGISTRY_PATH, { GET: () => ok(tokenRegistry()) }],
    ["/health", { GET: () => health(context) }],
    ["/ready", { GET: () => ready(context) }],
    [
      "/.well-known/faucet.json",
      {
        GET: (request) => ({
          ...ok(discoveryDocument(context, options.publicUrl ?? hostUrl(request), options.network)),
          headers: { "cache-control": "no-cache" },
        }),
      },
    ],
    [
      "/faucet.json",
      { GET: () => ({ status: 302, body: {}, headers: { location: "/.well-known/faucet.json" } }) },
    ],
    [
      "/",
      {
        GET: () =>
          ok({
            service: "unicity-devnet faucet",
            request: REQUEST_PATH,
            discovery: "/.well-known/faucet.json",
          }),
      },
    ],
  ]);
  if (apiKey !== undefined) {
    const given = (request: IncomingMessage) => request.headers["x-api-key"]?.toString();
    routes.set("/api/v1/faucet/history", {
      GET: (request, url) => history(context.store, apiKey, given(request), url.searchParams),
    });
  }
  return routes;
}

async function answer(route: Route, request: IncomingMessage, url: URL): Promise<RestAnswer> {
  try {
    return await route(request, url);
  } catch (error) {
    if (error instanceof BodyTooLarge) {
      return { ...failure(413, error.message), headers: { connection: "close" } };
    }
    throw error;
  }
}

function hostUrl(request: IncomingMessage): string {
  const host = request.headers.host ?? "";
  const scheme = request.headers["x-forwarded-proto"] === "https" ? "https" : "http";
  return /^[A-Za-z0-9.:[\]-]{1,255}$/.test(host) ? `${scheme}://${host}` : `${scheme}://localhost`;
}

function failure(status: number, error: string): RestAnswer {
  return { status, body: { success: false, error } };
}

function send(response: ServerResponse, { status, body, headers }: RestAnswer): void {
  sendJson(response, status, body, headers);
}
