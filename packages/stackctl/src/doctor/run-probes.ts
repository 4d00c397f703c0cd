import { setTimeout as delay } from "node:timers/promises";
import { messageOf } from "../errors.ts";
import { type Finding, notApplicable, unknown } from "./finding.ts";
import type { Probe } from "./probe.ts";
import type { Sight } from "./sight/sight.ts";

/** What one probe found. */
export interface Examined {
  probe: string;
  title: string;
  findings: Finding[];
  /** Duration, ms. */
  ms: number;
}

/** Runs all probes side by side; one that fails or takes too long is an unknown finding and delays no other. */
export function runProbes(probes: readonly Probe[], sight: Sight): Promise<Examined[]> {
  return Promise.all(
    probes.map(async (probe) => {
      const start = performance.now();
      const findings = await examine(probe, sight);
      return { probe: probe.name, title: probe.title, findings, ms: Math.round(performance.now() - start) };
    }),
  );
}

async function examine(probe: Probe, sight: Sight): Promise<Finding[]> {
  const timer = new AbortController();
  const timeout = delay(sight.limits.probe, undefined, { signal: timer.signal }).then(() => [
    unknown(
      "PROBE_TIMEOUT",
      `${probe.title}: not decided in time.`,
      `no answer within ${sight.limits.probe / 1000} s`,
      "Run it again when the host has less to do, or with --timeout 30.",
    ),
  ]);
  timeout.catch(() => {});
  try {
    return await Promise.race([look(probe, sight), timeout]);
  } finally {
    timer.abort();
  }
}

async function look(probe: Probe, sight: Sight): Promise<Finding[]> {
  try {
    if (probe.needsEngine && !(await sight.engine()).reachable) return [withoutEngine(probe, sight)];
    return await probe.examine(sight);
  } catch (error) {
    sight.signal.throwIfAborted();
    const evidence = messageOf(error).split("\n", 1)[0] ?? "";
    const next = "Run it again; if it stays, report this line.";
    return [unknown("PROBE_FAILED", `${probe.title}: could not be looked at.`, evidence, next)];
  }
}

function withoutEngine({ title }: Probe, sight: Sight): Finding {
  if (!sight.needsEngine)
    return notApplicable(`${title}: nothing here runs in containers.`, "no engine answers");
  const next = "Start the engine, then run the doctor again.";
  return unknown(
    "ENGINE_UNREACHABLE",
    `${title}: not known while no engine answers.`,
    "no engine answers",
    next,
  );
}
