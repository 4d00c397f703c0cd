import type { FaucetContext } from "../faucet-context.ts";
import type { RestAnswer } from "./answer.ts";

/** Answers `GET /health`: the process and its database work; the rest is detail. */
export function health(context: FaucetContext): RestAnswer {
  const databaseOk = context.store.isHealthy();
  const core = context.core();
  return {
    status: databaseOk ? 200 : 503,
    body: {
      status: databaseOk ? "healthy" : "unhealthy",
      database: databaseOk ? "ok" : "error",
      details: {
        relay: context.relay.connected ? "connected" : "disconnected",
        trust_base: core ? "loaded" : "waiting",
        announced: core?.presence.announced ?? false,
        unfinished_requests: core?.queue.size ?? 0,
      },
    },
  };
}

/** Answers `GET /ready`: a request made now can be delivered. */
export function ready(context: FaucetContext): RestAnswer {
  const reasons = context.notReady();
  return reasons.length === 0
    ? { status: 200, body: { status: "ready" } }
    : { status: 503, body: { status: "not ready", reasons } };
}
