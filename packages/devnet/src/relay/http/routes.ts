import type { IncomingMessage, ServerResponse } from "node:http";
import { allowAnyOrigin, answerPreflight } from "../../http/cors.ts";
import { sendJson } from "../../http/messages.ts";
import type { RelayLimits } from "../limits.ts";
import type { RelayMetrics } from "../metrics.ts";
import type { EventStore } from "../store/event-store.ts";
import { informationDocument, type RelayInformation } from "./information.ts";

export interface RoutesOptions {
  information: RelayInformation;
  limits: RelayLimits;
  metrics: RelayMetrics;
  store: EventStore;
}

/** What the relay answers to plain HTTP: `/` (NIP-11 or a hint), `/metrics`, `/health`, `/ready`; else 404. */
export function relayRoutes(options: RoutesOptions) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    if (answerPreflight(request, response)) return;
    allowAnyOrigin(response);
    switch (pathOf(request)) {
      case "/":
        answerRoot(request, response, options);
        return;
      case "/metrics":
        sendText(response, 200, options.metrics.render(), "text/plain; version=0.0.4; charset=utf-8");
        return;
      case "/health":
        answerHealth(response, options);
        return;
      case "/ready":
        answerReady(response, options);
        return;
      default:
        sendText(response, 404, "Nothing here.");
        return;
    }
  };
}

/** The path without its query; `/` when the request line holds none. */
export function pathOf(request: IncomingMessage): string {
  return (request.url ?? "/").split("?", 1)[0] || "/";
}

function answerRoot(request: IncomingMessage, response: ServerResponse, options: RoutesOptions): void {
  response.setHeader("Vary", "Accept");
  if (!request.headers.accept?.includes("application/nostr+json")) {
    sendText(response, 200, "Please use a Nostr client to connect.");
    return;
  }
  sendJson(response, 200, informationDocument(options.information, options.limits), {
    "content-type": "application/nostr+json",
  });
}

function answerHealth(response: ServerResponse, { store, metrics }: RoutesOptions): void {
  const database = databaseState(store);
  const healthy = database === "ok";
  sendJson(response, healthy ? 200 : 503, {
    status: healthy ? "healthy" : "unhealthy",
    service: "relay",
    database,
    connections: metrics.connectionsActive,
    subscriptions: metrics.subscriptionsActive,
  });
}

function answerReady(response: ServerResponse, { store }: RoutesOptions): void {
  const ready = databaseState(store) === "ok";
  sendJson(response, ready ? 200 : 503, { ready });
}

function databaseState(store: EventStore): string {
  try {
    store.ping();
    return "ok";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function sendText(
  response: ServerResponse,
  status: number,
  text: string,
  contentType = "text/plain; charset=utf-8",
): void {
  response.writeHead(status, { "content-type": contentType, "content-length": Buffer.byteLength(text) });
  response.end(text);
}
