import { type Finding, notApplicable, ok, problem, unknown } from "../finding.ts";
import { defineProbe } from "../probe.ts";
import type { InsideSight } from "../sight/inside.ts";

export interface ResolutionFacts {
  container: string;
  /** undefined when it could not be asked. */
  names: InsideSight["names"] | undefined;
}

/** Each container finds what it needs by name. */
export function judgeResolution(all: readonly ResolutionFacts[]): Finding[] {
  if (all.length === 0)
    return [notApplicable("No container can be asked.", "none with our service runtime runs")];
  return all.flatMap(({ container, names }) => {
    const next = `Look at its networks: \`docker inspect ${container}\`; start what is missing, or connect both to one network.`;
    if (!names)
      return [
        unknown("NAMES_INSIDE", `What ${container} finds is not known.`, "it did not say in time", next),
      ];
    const lost = Object.keys(names).filter((name) => names[name] === "");
    if (lost.length === 0) {
      const found = Object.keys(names).join(", ") || "it needs none";
      return [ok("NAMES_INSIDE", `${container} finds what it needs.`, found)];
    }
    return lost.map((name) =>
      problem(
        "NAME_UNRESOLVED",
        `${container} does not find ${name}.`,
        "the name does not resolve inside",
        next,
      ),
    );
  });
}

export const resolutionProbe = defineProbe<ResolutionFacts[]>({
  name: "resolution",
  title: "Names inside containers",
  needsEngine: true,
  async gather(sight) {
    const asked = (await sight.ours()).filter(({ hasRuntime, status }) => hasRuntime && status === "running");
    return Promise.all(
      asked.map(async ({ name }) => ({ container: name, names: (await sight.inside(name))?.names })),
    );
  },
  judge: judgeResolution,
});
