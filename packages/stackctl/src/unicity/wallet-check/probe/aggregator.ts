import { setTimeout as delay } from "node:timers/promises";
import { fail, pass } from "../../../checks/check.ts";
import { askHttp } from "../../../checks/http-client.ts";
import { snippet } from "../../../checks/http-health.ts";
import { METHOD_UNKNOWN } from "../../json-rpc.ts";
import { jsonObject } from "../json.ts";
import type { Finding } from "../line.ts";
import { freshCommitment } from "./commitment.ts";
import { postRpc } from "./rpc.ts";
import { describeSteps, type Limits, runStep, type Step, StepFailed } from "./step.ts";

/** Pause between two questions for a proof, ms. */
const PAUSE_MS = 250;

export interface AggregatorProbe extends Limits {
  apiKey?: string;
  /** Longest wait for an inclusion proof, ms; default 5,000. */
  proofMs?: number;
}

/**
 * What infra-probe 0.3.0 says of an aggregator: `/health` in its own form, then JSON-RPC, a signed commitment and its
 * inclusion proof. Of an aggregator-go without shards it says DEGRADED after the first: the rest is asked all the same,
 * and the disagreement explained and not counted.
 */
export async function probeAggregator(base: string, limits: AggregatorProbe): Promise<Finding> {
  const { now = () => performance.now() } = limits;
  const start = now();
  const answer = await askHttp(`${base}/health`, limits);
  const slow = now() - start > 2_000;
  const evidence = `GET /health: ${answer.status} ${snippet(answer.body)}`;
  if (answer.status < 200 || answer.status > 299)
    return { ...fail("HEALTH_REFUSED", evidence), shows: "unreachable" };
  const body = jsonObject(answer.body) ?? {};
  const satisfied = isHealthy(body);
  if (!satisfied && !isStandalone(body)) return { ...fail("HEALTH_NOT_WELL", evidence), shows: "degraded" };
  const health = { name: "health", ok: true, slow, evidence };
  const { alive, certified, knowsV1 } = await useIt(base, limits);
  const said = judge([health, alive, ...certified]);
  if (satisfied && knowsV1) return said;
  const shows = satisfied ? said.shows : "degraded";
  const own = knowsV1 ? said : judge([health, alive]);
  const notes = [...(satisfied ? [] : [NO_SHARDS]), ...(knowsV1 ? [] : [ONLY_V1])];
  if (own.outcome !== "pass") return { ...own, shows, notes };
  return { ...fail("PROBE_DISAGREES", own.evidence), shows, notes, counted: false };
}

const NO_SHARDS =
  'infra-probe 0.3.0 calls an aggregator-go without shards DEGRADED: it wants "healthy" and a `database` of "ok" in ' +
  '/health, and aggregator-go says "ok" and `details.database` "connected". It asks nothing further then; stackctl did.';

const ONLY_V1 =
  "infra-probe 0.3.0 speaks API v1 only (submit_commitment, get_inclusion_proof), and this aggregator does not.";

/** One step that fails is degraded, two are unreachable. */
function judge(steps: readonly Step[]): Finding {
  const failed = steps.filter(({ ok }) => !ok).length;
  const evidence = describeSteps(steps);
  if (failed > 0)
    return { ...fail("PROBE_FAILED", evidence), shows: failed > 1 ? "unreachable" : "degraded" };
  if (steps.some(({ slow }) => slow)) return { ...fail("PROBE_SLOW", evidence), shows: "degraded" };
  return { ...pass(evidence), shows: "healthy" };
}

/** The checks after `/health`, one after the other. */
async function useIt(
  base: string,
  limits: AggregatorProbe,
): Promise<{ alive: Step; certified: Step[]; knowsV1: boolean }> {
  const { now = () => performance.now() } = limits;
  const commitment = freshCommitment();
  let knowsV1 = true;
  const alive = await runStep({ name: "json-rpc", healthyMs: 2_000, now }, async () => {
    const answer = await postRpc(base, "get_block_height", { shardId: "0" }, limits);
    if (answer.result === undefined && answer.error === undefined) throw new StepFailed(answer.evidence);
    return answer.evidence;
  });
  const submitted = await runStep({ name: "submit_commitment", healthyMs: 3_000, now }, async () => {
    const answer = await postRpc(base, "submit_commitment", commitment, limits);
    knowsV1 = (answer.error as { code?: unknown } | undefined)?.code !== METHOD_UNKNOWN;
    if (answer.result === undefined) throw new StepFailed(answer.evidence);
    return answer.evidence;
  });
  const proven = await runStep({ name: "get_inclusion_proof", healthyMs: 3_000, now }, () =>
    waitForProof(base, commitment.requestId, limits),
  );
  return { alive, certified: [submitted, proven], knowsV1 };
}

/** Any result counts, as with infra-probe. */
async function waitForProof(base: string, requestId: string, limits: AggregatorProbe): Promise<string> {
  const end = performance.now() + (limits.proofMs ?? 5_000);
  for (;;) {
    const answer = await postRpc(base, "get_inclusion_proof", { requestId }, limits);
    if (answer.result !== undefined) return "a proof";
    if (performance.now() >= end) throw new StepFailed(answer.evidence);
    await delay(PAUSE_MS, undefined, { signal: limits.signal });
  }
}

function isHealthy({ status, database, aggregators }: Record<string, unknown>): boolean {
  const shards = Object.values((aggregators as object | null | undefined) ?? {});
  return status === "healthy" && database === "ok" && shards.every((shard) => shard === "ok");
}

function isStandalone({ status, details }: Record<string, unknown>): boolean {
  return status === "ok" && (details as { database?: unknown } | undefined)?.database === "connected";
}
