import { freemem, totalmem } from "node:os";
import { formatBytes } from "../../output/bytes.ts";
import { type Finding, ok, problem, warning } from "../finding.ts";
import { defineProbe } from "../probe.ts";

export interface MemoryFacts {
  /** Bytes. */
  available: number;
  total: number;
  /** Sum of the limits of our running containers. */
  limits: number;
  /** Containers that were ended for want of memory. */
  killed: readonly string[];
}

const LEAST = 256 * 1024 * 1024;

/** Enough for what runs, and nothing was killed for want of it. */
export function judgeMemory({ available, total, limits, killed }: MemoryFacts): Finding[] {
  const evidence = `${formatBytes(available)} of ${formatBytes(total)} available`;
  const findings: Finding[] = killed.map((name) => {
    const next = "Give it a higher limit in an override file, or find out what made it grow: `docker logs`.";
    return problem(
      "OUT_OF_MEMORY",
      `${name} was killed for want of memory.`,
      "the engine says OOMKilled",
      next,
    );
  });
  if (available < LEAST) {
    const next = "End what is not needed, or add memory or swap.";
    findings.push(warning("MEMORY_LOW", "Hardly any memory is left.", evidence, next));
  }
  if (limits > total) {
    const what = "All services together may use more memory than there is.";
    const next = "Lower limits in override files, or watch the host.";
    findings.push(warning("MEMORY_OVERCOMMITTED", what, `limits ${formatBytes(limits)}, ${evidence}`, next));
  }
  return findings.length > 0 ? findings : [ok("MEMORY", "There is memory.", evidence)];
}

export const memoryProbe = defineProbe<MemoryFacts>({
  name: "memory",
  title: "Memory",
  async gather(sight) {
    const ours = (await sight.engine()).reachable ? await sight.ours() : [];
    const running = ours.filter(({ status }) => status === "running");
    return {
      available: freemem(),
      total: totalmem(),
      limits: running.reduce((sum, { memoryLimit }) => sum + memoryLimit, 0),
      killed: ours.filter(({ outOfMemory }) => outOfMemory).map(({ name }) => name),
    };
  },
  judge: judgeMemory,
});
