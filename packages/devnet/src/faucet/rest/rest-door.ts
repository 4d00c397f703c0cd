import type { IncomingMessage, ServerResponse } from "node:http";
import { allowAnyOrigin, answerPreflight } from "../../http/cors.ts";
import { BodyTooLarge, readBody, sendJson } from "../../http/messages.ts";
import type { RequestHandler } from "../../http/server.ts";
import type { FaucetContext } from "../faucet-context.ts";
import { failure, type RestAnswer } from "./answer.ts";
import { refuseWithoutKey } from "./api-key.ts";
import { coinList, discoveryDocument, REQUEST_PATH } from "./discovery.ts";
import { type FundOptions, fund } from "./fund.ts";
import { health, ready } from "./health.ts";
import { history } from "./history.ts";
import { REGISTRY_PATH, tokenRegistry } from "./registry.ts";
import { requestStatus } from "./request-status.ts";
import { STATISTICS_PATH, statistics } from "./statistics.ts";

const BODY_LIMIT_BYTES = 64 * 1024;
/** Route of `…/request/{requestId}`. */
const STATUS_ROUTE = `${REQUEST_PATH}/{requestId}`;
const STATUS_PATH = new RegExp(`^${REQUEST_PATH}/[A-Za-z0-9._:-]{1,64}$`);

export interface RestDoorOptions extends FundOptions {
  /** Name in the discovery document, e.g. `testnet`. */
  network: string;
  /** Address that clients use, without trailing slash; default: what the request's Host header says. */
  publicUrl: string | undefined;
  /** Opens history and statistics to holders of this key; without it there are none. */
  apiKey: string | undefined;
  /** Requests and their status need the key too. */
  requireApiKey: boolean;
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
    const methods = routes.get(STATUS_PATH.test(url.pathname) ? STATUS_ROUTE : url.pathname);
    const route = methods?.[method as "GET" | "POST"];
    if (route) return send(response, await answer(route, request, url));
    if (methods) return send(response, failure(405, "Method not allowed"));
    send(response, failure(404, "Not found"));
  };
}

function routesOf(context: FaucetContext, options: RestDoorOptions) {
  const { apiKey, requireApiKey } = options;
  /** A route for holders of the key. */
  const guarded = (key: string, route: Route): Route => {
    return (request, url) => refuseWithoutKey(request, key) ?? route(request, url);
  };
  const asking = (route: Route): Route =>
    requireApiKey && apiKey !== undefined ? guarded(apiKey, route) : route;
  const ok = (body: unknown): RestAnswer => ({ status: 200, body });
  const routes = new Map<string, { GET?: Route; POST?: Route }>([
    [
      REQUEST_PATH,
      {
        POST: asking(async (request) => fund(context, options, await readBody(request, BODY_LIMIT_BYTES))),
      },
    ],
    [
      STATUS_ROUTE,
      { GET: asking((_, url) => requestStatus(context, url.pathname.slice(REQUEST_PATH.length + 1))) },
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
    routes.set("/api/v1/faucet/history", {
      GET: guarded(apiKey, (_, url) => history(context.store, url.searchParams)),
    });
    routes.set(STATISTICS_PATH, { GET: guarded(apiKey, () => statistics(context.store)) });
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

function send(response: ServerResponse, { status, body, headers }: RestAnswer): void {
  sendJson(response, status, body, headers);
}
