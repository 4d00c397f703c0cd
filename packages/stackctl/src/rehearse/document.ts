import { toDocument } from "../output/result.ts";
import { exitCodeOfRehearsal, type RehearseOutcome } from "./rehearse.ts";

/** The JSON document of a rehearsal that ended. @param ms duration of the whole command */
export function documentOf(outcome: RehearseOutcome, ms: number) {
  const { id, steps, notMade, kept, interrupted, error } = outcome;
  const word = error ? "fail" : "pass";
  return toDocument("rehearse", {
    id,
    outcome: interrupted ? "interrupted" : word,
    exitCode: interrupted ? null : exitCodeOfRehearsal(outcome),
    ...{ ms, steps, notMade },
    kept: kept
      ? {
          ...{ domains: kept.domains, httpsPort: kept.httpsPort, httpPort: kept.httpPort },
          ...{ rootFile: kept.rootFile, network: kept.network },
          containers: Object.fromEntries(
            Object.entries(kept.services).map(([name, { container }]) => [name, container]),
          ),
        }
      : null,
    error: error?.parts ?? null,
  });
}
