import { randomBytes } from "node:crypto";
import type { certifies } from "@unicity-sphere/stackctl/certifies";
import { VARIABLES } from "./environment.ts";
import { E2eError, messageOf } from "./errors.ts";
import { post, TIMEOUT } from "./http.ts";
import type { Mode } from "./mode.ts";
import type { OutsideAggregator } from "./options.ts";
import { type Preset, publicPreset } from "./preset.ts";
import { readTrustBase } from "./trust-base.ts";

/** JSON-RPC: the service does not know the method. */
const METHOD_UNKNOWN = -32601;

/**
 * The aggregator on which the faucet of a run without one mints: that of the environment, else the public preset of the
 * SDK line. A commitment of now is certified, and its proof verifies under the trust base; where it takes none without a
 * key, its block height grows.
 *
 * @param preset for tests; default the published one
 * @param patienceMs longest wait for an answer and for the proof, ms; default that of the SDK
 * @throws E2eError `PARENT_HALF_SET`, `NO_PRESET`, `AGGREGATOR_UNREACHABLE`, `AGGREGATOR_DIFFERS`, `AGGREGATOR_STANDS`
 */
export async function findOutside(
  { sdk }: Pick<Mode, "sdk">,
  env: NodeJS.ProcessEnv,
  print: (line: string) => void,
  preset: Preset | undefined = publicPreset(sdk),
  patienceMs: number = TIMEOUT,
): Promise<OutsideAggregator> {
  const given = ofEnvironment(env);
  const chosen = given ?? preset;
  if (!chosen) throw noPreset(sdk ?? "");
  const origin = given ? "SPHERE_AGGREGATOR_URL" : `public preset of ${preset?.title}`;
  print(`The faucet mints on ${chosen.url} (${origin}).`);
  await verify(chosen, patienceMs);
  return chosen;
}

/** Whether the environment says anything of an aggregator. */
export const namesAggregator = (env: NodeJS.ProcessEnv): boolean =>
  VARIABLES.aggregator.some((name) => env[name]);

function ofEnvironment(env: NodeJS.ProcessEnv): OutsideAggregator | undefined {
  const {
    SPHERE_AGGREGATOR_URL: url,
    SPHERE_TRUST_BASE_PATH: path,
    SPHERE_TRUSTBASE_URL: trustBaseUrl,
  } = env;
  if (!url && !path && !trustBaseUrl) return undefined;
  if (url && path) return { url, trustBasePath: path, ...(trustBaseUrl && { trustBaseUrl }) };
  throw new E2eError({
    code: "PARENT_HALF_SET",
    what: "An aggregator and its trust base belong together, and only one of them is named.",
    where: "environment",
    evidence: url ? "SPHERE_TRUST_BASE_PATH is not set" : "SPHERE_AGGREGATOR_URL is not set",
    next: "Set both, or neither, or E2E_LOCAL_AGGREGATOR=1 for an aggregator of the run's own.",
  });
}

/** Reachable, of API v1, sealed by the keys of the trust base, and at work. */
async function verify({ url, trustBasePath }: OutsideAggregator, patienceMs: number): Promise<void> {
  const trustBase = readTrustBase(trustBasePath).json;
  const requestId = `0000${randomBytes(32).toString("hex")}`;
  const call = { jsonrpc: "2.0", id: 1, method: "get_inclusion_proof", params: { requestId } };
  const answer = await post(url, call).catch((error: unknown) => {
    throw unreachable(url, messageOf(error));
  });
  const { result, error } = (answer.json ?? {}) as { result?: unknown; error?: { code?: number } };
  if (error?.code === METHOD_UNKNOWN) throw differs(url, "it does not speak API v1");
  if (answer.status !== 200 || result === undefined)
    throw unreachable(url, `${answer.status} ${answer.text.slice(0, 200)}`);
  const [{ verifyProofAgainstTrustBase }, { parseTrustBase }] = await Promise.all([
    import("@unicity-sphere/devnet/proof"),
    import("@unicity-sphere/devnet/trust-base"),
  ]);
  const parsed = parseTrustBase(trustBase, trustBasePath);
  const verdict = verifyProofAgainstTrustBase(result, parsed);
  if (!verdict.ok) throw differs(url, `${verdict.problem}: ${verdict.evidence}`);
  await proveWork(url, parsed, patienceMs);
}

/** That proof may be one of absence, which an aggregator that has stopped makes, too. */
async function proveWork(
  url: string,
  trustBase: Parameters<typeof certifies>[1],
  patienceMs: number,
): Promise<void> {
  const { certifies } = await import("@unicity-sphere/stackctl/certifies");
  const options = { timeoutMs: patienceMs, proofMs: patienceMs, signal: new AbortController().signal };
  const asked = certifies(url, trustBase, options);
  // It has answered a moment ago: what it does not answer now is a commitment.
  const { outcome, code, evidence, next } = await asked.catch((error: unknown) => {
    throw stands(url, `a commitment: ${messageOf(error)}`, undefined);
  });
  if (outcome !== "pass") throw stands(url, `${code}: ${evidence}`, next);
}

const NEXT = "Set E2E_LOCAL_AGGREGATOR=1: the run then has an aggregator of its own.";

function unreachable(where: string, evidence: string): E2eError {
  return new E2eError({
    code: "AGGREGATOR_UNREACHABLE",
    what: "The aggregator on which the faucet would mint does not answer. Nothing was started.",
    where,
    evidence,
    next: NEXT,
  });
}

function stands(where: string, evidence: string, cause: string | undefined): E2eError {
  return new E2eError({
    code: "AGGREGATOR_STANDS",
    what: "The aggregator on which the faucet would mint certifies nothing now. Nothing was started.",
    where,
    evidence,
    ...(cause !== undefined && { cause }),
    next: NEXT,
  });
}

function differs(where: string, evidence: string): E2eError {
  return new E2eError({
    code: "AGGREGATOR_DIFFERS",
    what: "The aggregator on which the faucet would mint is of another generation or network. Nothing was started.",
    where,
    evidence,
    cause: "Its proofs do not verify under the trust base that wallets of this run would use.",
    next: NEXT,
  });
}

function noPreset(sdk: string): E2eError {
  return new E2eError({
    code: "NO_PRESET",
    what: `No public aggregator is known for the SDK version "${sdk}". Nothing was started.`,
    where: "E2E_LOCAL_SDK",
    next: `${NEXT} Or name one: SPHERE_AGGREGATOR_URL and SPHERE_TRUST_BASE_PATH.`,
  });
}
