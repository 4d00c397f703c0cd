import type { Chain } from "../chain/chain.ts";
import type { RoundClock } from "../rounds/round-clock.ts";
import type { Sequencer } from "../rounds/sequencer.ts";

/** A status for HTTP and its body. */
export interface HealthReport {
  status: 200 | 503;
  body: object;
}

/** A service without a new round for longer than this is not ready, ms. */
const PROGRESS_WINDOW_MS = 3000;

/**
 * `/health`: the fields of aggregator-go, with `status:"healthy"` and `database:"ok"` that wallets and probes look
 * for. Like there, it says nothing about progress.
 */
export function health(
  chain: Chain,
  sequencer: Sequencer,
  clock: RoundClock,
  serverId: string,
): HealthReport {
  const failure = sequencer.failure;
  return {
    status: failure ? 503 : 200,
    body: {
      status: failure ? "unhealthy" : "healthy",
      database: failure ? "error" : "ok",
      role: "standalone",
      serverId,
      sharding: { mode: "standalone", shardIdLen: 0, shardId: 0 },
      details: {
        database: failure ? `error: ${failure.message}` : "connected",
        commitment_queue: `${sequencer.waiting}`,
        commitment_queue_status: queueStatus(sequencer.waiting),
        block_height: `${chain.height}`,
        rounds: clock.mode,
      },
    },
  };
}

/** `/ready`: whether a round was sealed lately. `now`: Unix time, ms. */
export function readiness(chain: Chain, sequencer: Sequencer, clock: RoundClock, now: number): HealthReport {
  const age = now - (chain.latest?.sealedAt ?? 0);
  const ready = age <= Math.max(PROGRESS_WINDOW_MS, 3 * clock.longestRoundMs) && !sequencer.failure;
  return {
    status: ready ? 200 : 503,
    body: { ready, blockNumber: `${chain.height}`, lastRoundAgeMs: age, rounds: clock.mode },
  };
}

function queueStatus(waiting: number): string {
  if (waiting < 1000) return "healthy";
  return waiting < 5000 ? "warning" : "critical";
}
