import type { Finding } from "./finding.ts";
import type { Sight } from "./sight/sight.ts";

/** One question about the host. Gathering looks and changes nothing; judging is pure. */
export interface ProbeDefinition<Facts> {
  /** Stable, e.g. `disk`. */
  name: string;
  /** Heading of its findings. */
  title: string;
  /** Without an engine it has nothing to look at. */
  needsEngine?: boolean;
  /** May reject: that is an unknown finding. */
  gather(sight: Sight): Promise<Facts>;
  judge(facts: Facts): Finding[];
}

/** A probe as the list of probes has it. */
export interface Probe extends Pick<ProbeDefinition<unknown>, "name" | "title" | "needsEngine"> {
  examine(sight: Sight): Promise<Finding[]>;
}

export function defineProbe<Facts>({ gather, judge, ...rest }: ProbeDefinition<Facts>): Probe {
  return { ...rest, examine: async (sight) => judge(await gather(sight)) };
}
