import { readDefinitions } from "../../backend/docker/parts/definitions.ts";
import { type Finding, ok, problem, unknown, warning } from "../finding.ts";
import { defineProbe } from "../probe.ts";
import { domainsOf } from "../sight/domains.ts";
import { registriesOf, registryUrl } from "./registry.ts";

export interface ClockFacts {
  /** How far this host is ahead of each server, ms. */
  ahead: readonly { server: string; ms: number }[];
  /** How far the clock of the engine is ahead of this one's, ms; undefined without an engine. */
  engineAhead: number | undefined;
}

/** `Date` has whole seconds, and the answer takes a moment. */
const EXACT = 5_000;
const BAD = 60_000;
const SET = "Switch time synchronisation on: `timedatectl set-ntp true`.";
const ACME = "https://acme-v02.api.letsencrypt.org/directory";

/** Certificates, signed events and logs need the right time. */
export function judgeClock({ ahead, engineAhead }: ClockFacts): Finding[] {
  const findings: Finding[] = [];
  if (engineAhead !== undefined && Math.abs(engineAhead) > EXACT) {
    const evidence = `the engine is ${inWords(engineAhead)}`;
    const next = "Restart the machine of the engine; a virtual one loses time while the host sleeps.";
    findings.push(
      problem("CLOCK_ENGINE", "The clock of the engine is not that of this host.", evidence, next),
    );
  }
  return [...findings, judgeHost(ahead)];
}

function judgeHost(ahead: ClockFacts["ahead"]): Finding {
  const nearest = [...ahead].sort((left, right) => Math.abs(left.ms) - Math.abs(right.ms))[0];
  if (!nearest) {
    const next = "Compare it by hand: `timedatectl`.";
    return unknown("CLOCK", "Whether the clock is right is not known.", "no server could be asked", next);
  }
  const evidence = `this host is ${inWords(nearest.ms)} of ${nearest.server}`;
  if (Math.abs(nearest.ms) > BAD) return problem("CLOCK_OFF", "The clock is wrong.", evidence, SET);
  if (Math.abs(nearest.ms) > EXACT) return warning("CLOCK_OFF", "The clock is not exact.", evidence, SET);
  return ok("CLOCK", "The clock is right.", `within ${EXACT / 1000} s of ${nearest.server}`);
}

const inWords = (ms: number) => `${Math.round(Math.abs(ms) / 1000)} s ${ms < 0 ? "behind" : "ahead"}`;

export const clockProbe = defineProbe<ClockFacts>({
  name: "clock",
  title: "Clock",
  async gather(sight) {
    const engine = await sight.engine();
    const ours = engine.reachable ? await sight.ours() : [];
    const { imageRegistry } = readDefinitions();
    const references = ours.map(({ image }) => image);
    const concerned = engine.reachable && (references.length > 0 || sight.needsEngine);
    const registries = concerned ? registriesOf(references, imageRegistry && `${imageRegistry}/x`) : [];
    const urls = [...registries.map(registryUrl), ...(domainsOf(sight, ours).length > 0 ? [ACME] : [])];
    const answers = await Promise.all(
      urls.map(async (url) => ({ server: new URL(url).host, answer: await sight.web(url) })),
    );
    const ahead = answers.flatMap(({ server, answer }) =>
      answer.reached && answer.date !== null ? [{ server, ms: answer.at - answer.date }] : [],
    );
    return { ahead, engineAhead: engine.reachable ? (engine.facts.clockAhead ?? undefined) : undefined };
  },
  judge: judgeClock,
});
