import { homedir } from "node:os";
import { EXIT, type ExitCode, Interrupted } from "../errors.ts";
import type { Finding, Severity } from "./finding.ts";
import type { Probe } from "./probe.ts";
import { PROBES } from "./probes/index.ts";
import { type Examined, runProbes } from "./run-probes.ts";
import { type LookOptions, lookAround } from "./sight/look.ts";

/** Everything that the doctor found. */
export interface Examination {
  instance: string;
  /** Project of the run scripts' containers that were looked at. */
  project: string;
  exitCode: ExitCode;
  counts: Record<Severity, number>;
  probes: Examined[];
  /** Duration, ms. */
  ms: number;
}

/** Looks at this host with every probe, or with the given ones; changes nothing. */
export async function examineHost(
  options: LookOptions,
  probesToRun: readonly Probe[] = PROBES,
): Promise<Examination> {
  const start = performance.now();
  const sight = lookAround(options);
  const examined = await Promise.race([runProbes(probesToRun, sight), interruption(sight.signal)]);
  const probes = examined.map((probe) => withoutHome(probe, options.env));
  const engine = await sight.engine();
  const findings = probes.flatMap((probe) => probe.findings);
  return {
    instance: sight.instance,
    project: sight.project,
    exitCode: exitCodeOf(findings, sight.needsEngine && !engine.reachable),
    counts: countOf(findings),
    probes,
    ms: Math.round(performance.now() - start),
  };
}

/** Rejects once the reader does not want to wait. @throws Interrupted */
function interruption(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const end = () => reject(new Interrupted(signal.reason));
    if (signal.aborted) end();
    else signal.addEventListener("abort", end, { once: true });
  });
}

/** @param blind the engine that is needed does not answer */
export function exitCodeOf(findings: readonly Finding[], blind: boolean): ExitCode {
  if (blind) return EXIT.unreachable;
  return findings.some(({ severity }) => severity === "problem") ? EXIT.degraded : EXIT.ok;
}

function countOf(findings: readonly Finding[]): Record<Severity, number> {
  const counts = { ok: 0, warning: 0, problem: 0, unknown: 0, "not-applicable": 0 };
  for (const { severity } of findings) counts[severity]++;
  return counts;
}

/** The report is pasted in public: it does not say who this user is. */
function withoutHome(probe: Examined, env: NodeJS.ProcessEnv): Examined {
  const folders = [env.HOME, homedir()].filter((folder) => folder !== undefined && folder.length > 1);
  const shorten = (text: string) =>
    folders.reduce<string>((rest, folder) => rest.replaceAll(`${folder}/`, "~/"), text);
  const findings = probe.findings.map((finding) => ({
    ...finding,
    what: shorten(finding.what),
    evidence: shorten(finding.evidence),
    ...(finding.next !== undefined && { next: shorten(finding.next) }),
  }));
  return { ...probe, findings };
}
