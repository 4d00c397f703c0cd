import { clockProblem, registryTarget, SET_THE_CLOCK } from "@unicity-sphere/compose-gen/registry";
import { type AskOptions, askJson } from "./ask-json.ts";
import { checkOf, type PreflightCheck } from "./check.ts";

/**
 * The clock of this machine is that of the registry, within five minutes: signatures, tokens and the times of a lock need it.
 *
 * @param registry registry and owner
 */
export async function checkClock(
  registry: string,
  options: AskOptions,
  now: () => Date,
): Promise<PreflightCheck[]> {
  const { origin } = registryTarget(`${registry}/x`, {});
  const url = new URL("/v2/", origin);
  const id = "clock.right";
  const what = `The clock of this machine is that of ${url.host}`;
  const answer = await askJson(url, options);
  if ("unreachable" in answer) {
    const evidence = answer.unreachable;
    // What TLS says of certificates whose time has not come, or is over.
    const ofTheClock = /certificate (?:has expired|is not yet valid)/i.test(evidence);
    return [{ id, what, state: "unreachable", evidence, ...(ofTheClock && { next: SET_THE_CLOCK }) }];
  }
  if (!answer.headers.has("date"))
    return [{ id, what, state: "unknown", evidence: "the answer has no date", next: "Compare: `date -u`." }];
  const problem = clockProblem({ headers: answer.headers, url }, now());
  return [checkOf(id, what, problem ? [problem] : [])];
}
