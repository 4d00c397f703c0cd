import { fail, pass, type Verdict } from "../../../checks/check.ts";
import type { HttpAnswer } from "../../../checks/http-client.ts";
import { snippet } from "../../../checks/http-health.ts";
import { askAsPage, type Page, type PageRequest } from "../browser/page.ts";
import { jsonObject } from "../json.ts";
import { type Finding, verdictOfSilence } from "../line.ts";

/** Asks for a shard that there is not: any JSON-RPC answer proves that the handler lives. */
const BLOCK_HEIGHT: PageRequest = {
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify({
    jsonrpc: "2.0",
    method: "get_block_height",
    params: { shardId: "__sphere_aggregator_probe__" },
    id: 1,
  }),
};

/**
 * The pill as `useAggregatorStatus` of the wallet app decides it: `GET /health` when that says healthy, degraded or
 * unhealthy or is a 5xx, otherwise, also without an answer, a JSON-RPC call.
 */
export async function aggregatorPill(base: string, page: Page): Promise<Finding> {
  const health = await answerOr(() => askAsPage(`${base}/health`, {}, page));
  const decided = "status" in health ? decide(health) : undefined;
  if (decided) return decided;
  const first =
    "status" in health
      ? `GET /health: ${health.status} ${snippet(health.body)}`
      : told("GET /health", health);
  const call = await answerOr(() => askAsPage(`${base}/`, BLOCK_HEIGHT, page));
  if (!("status" in call)) return { ...call, evidence: `${first}; ${told("POST /", call)}`, shows: "Down" };
  const { result, error } = jsonObject(call.body) ?? {};
  const evidence = `${first}; POST /: ${call.status} ${snippet(call.body)}`;
  if (call.status >= 500 || (result === undefined && error === undefined))
    return { ...fail("NO_JSON_RPC", evidence), shows: "Down" };
  const note =
    "outcome" in health ? [`The aggregator's pill is green by its second request only. ${first}.`] : [];
  return { ...pass(evidence), shows: "OK", notes: note };
}

/** The pill by `/health` alone; undefined when the app asks further. */
function decide({ status, body }: HttpAnswer): Finding | undefined {
  const evidence = `GET /health: ${status} ${snippet(body)}`;
  if (status >= 500) return { ...fail("UNHEALTHY", evidence), shows: "Down" };
  const word = status === 200 ? jsonObject(body)?.status : undefined;
  if (word === "healthy") return { ...pass(`GET /health: ${status} healthy`), shows: "OK" };
  if (word === "degraded") return { ...fail("DEGRADED", evidence), shows: "Degraded" };
  if (word === "unhealthy") return { ...fail("UNHEALTHY", evidence), shows: "Down" };
  return undefined;
}

/** What a browser keeps back names its request itself. */
function told(request: string, { outcome, evidence }: Verdict): string {
  return outcome === "unreachable" ? `${request}: ${evidence}` : evidence;
}

async function answerOr(ask: () => Promise<HttpAnswer>): Promise<HttpAnswer | Verdict> {
  try {
    return await ask();
  } catch (error) {
    return verdictOfSilence(error);
  }
}
