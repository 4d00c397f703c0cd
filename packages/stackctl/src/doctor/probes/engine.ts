import { type Finding, notApplicable, ok, problem, unknown, warning } from "../finding.ts";
import { defineProbe } from "../probe.ts";
import type { EngineSight } from "../sight/engine.ts";

export interface EngineProbeFacts {
  sight: EngineSight;
  /** Something that was asked about runs in containers. */
  needed: boolean;
}

/** Engine and Compose: there, new enough, and able to enforce limits. */
export function judgeEngine({ sight, needed }: EngineProbeFacts): Finding[] {
  const { error } = sight;
  if (!sight.reachable && !needed)
    return [notApplicable("Nothing here runs in containers.", sight.error.what)];
  if (error) {
    const { code, what, evidence = "", next = "Install Docker." } = error;
    return [problem(code, what, evidence.split("\n", 1)[0] || "no output", next)];
  }
  if (!sight.reachable) return [];
  const { engine, compose, memoryLimit, pidsLimit, rootless } = sight.facts;
  const versions = `Docker Engine ${engine}, Compose ${compose}${rootless ? ", rootless" : ""}`;
  const missing = [memoryLimit ? [] : "memory", pidsLimit ? [] : "processes"].flat();
  if (engine === "")
    return [
      unknown("ENGINE_SILENT", "The engine says nothing about itself.", versions, "Look at `docker info`."),
    ];
  if (missing.length > 0) {
    const what = "The engine cannot limit what containers use.";
    const next = "Enable the cgroup controllers for them; a service that runs wild takes the host with it.";
    return [warning("ENGINE_NO_LIMITS", what, `no limit of ${missing.join(" and ")}; ${versions}`, next)];
  }
  return [ok("ENGINE", "Engine and Compose can run the stacks.", versions)];
}

export const engineProbe = defineProbe<EngineProbeFacts>({
  name: "engine",
  title: "Engine",
  gather: async (sight) => ({ sight: await sight.engine(), needed: sight.needsEngine }),
  judge: judgeEngine,
});
