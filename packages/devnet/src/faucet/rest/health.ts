import type { FaucetContext } from "../faucet-context.ts";
import type { RestAnswer } from "./answer.ts";

/** Answers `GET /health`: the process, its database and its network are right; the rest is detail. */
export function health(context: FaucetContext): RestAnswer {
  const storageProblem = context.storageProblem();
  const refusal = context.refusal();
  const healthy = storageProblem === undefined && refusal === undefined;
  const core = context.core();
  return {
    status: healthy ? 200 : 503,
    body: {
      status: healthy ? "healthy" : "unhealthy",
      database: storageProblem === undefined ? "ok" : "error",
      ...(refusal && { error: refusal }),
      details: {
        ...(storageProblem !== undefined && { storage: storageProblem }),
        relay: context.relay.connected ? "connected" : "disconnected",
        ...(context.relay.members.length > 1 && { relays: relaysOf(context) }),
        trust_base: core ? "loaded" : "waiting",
        genesis_id: context.genesisId() ?? null,
        announced: core?.agent.presence.announced ?? false,
        unfinished_requests: core?.queue.size ?? 0,
      },
    },
  };
}

function relaysOf({ relay }: FaucetContext): Record<string, string> {
  const states = relay.members.map(({ url, connected }) => [url, connected ? "connected" : "disconnected"]);
  return Object.fromEntries(states);
}

/** Answers `GET /ready`: a request made now can be delivered. */
export function ready(context: FaucetContext): RestAnswer {
  const reasons = context.notReady();
  return reasons.length === 0
    ? { status: 200, body: { status: "ready" } }
    : { status: 503, body: { status: "not ready", reasons } };
}
