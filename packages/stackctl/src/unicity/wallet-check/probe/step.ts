import { NoAnswer } from "../../../checks/http-client.ts";
import { Unusable } from "../browser/unusable.ts";

/** How a program waits for one answer. */
export interface Limits {
  /** For one answer, ms. */
  timeoutMs: number;
  signal: AbortSignal;
  /** Clock that says what is slow, ms; default the system's. */
  now?: () => number;
}

/** One of the checks of infra-probe. */
export interface Step {
  name: string;
  ok: boolean;
  /** It took longer than what infra-probe calls healthy. */
  slow: boolean;
  evidence: string;
}

/** Name of a step, and what infra-probe calls healthy, ms. */
export interface StepTiming extends Pick<Limits, "now"> {
  name: string;
  healthyMs: number;
}

/**
 * Runs and times one.
 *
 * @param run resolves with its evidence; a step that fails rejects
 */
export async function runStep(
  { name, healthyMs, now = () => performance.now() }: StepTiming,
  run: () => Promise<string>,
): Promise<Step> {
  const start = now();
  try {
    const evidence = await run();
    return { name, ok: true, slow: now() - start > healthyMs, evidence };
  } catch (error) {
    if (!(error instanceof NoAnswer || error instanceof Unusable || error instanceof StepFailed)) throw error;
    return { name, ok: false, slow: false, evidence: error.message };
  }
}

/** The service answered, and not as infra-probe wants it. */
export class StepFailed extends Error {}

/** Steps for people: what failed or was slow, or how many there were. */
export function describeSteps(steps: readonly Step[]): string {
  const odd = steps
    .filter(({ ok, slow }) => !ok || slow)
    .map(({ name, ok, evidence }) => `${name} ${ok ? "slow" : "failed"}: ${evidence}`);
  return odd.length > 0 ? odd.join("; ") : `${steps.map(({ name }) => name).join(", ")}: pass`;
}
