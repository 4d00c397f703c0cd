import { pathText } from "../../path-text.ts";
import type { Problem } from "../finding.ts";
import type { Rule } from "../rule.ts";
import type { RawKey } from "../subject.ts";

/** Raw Compose keys are listed. */
export const composeRaw: Rule = {
  id: "compose.raw",
  title: "raw Compose keys that weaken nothing are listed",
  severity: "note",
  why: "What a definition merges in as raw Compose is not known to the model: wiring, backup and other commands do not see it. These keys weaken nothing, or other rules judge their values in the merged result.",
  fix: "Nothing has to be done. If the model has a field for it, use that.",
  references: ["RFC 7396 (JSON Merge Patch)"],
  red: {
    compose: "services:\n  web:\n    ulimits: {nofile: 65536}\n",
    facts: { rawKeys: [{ service: "web", path: ["services", "web", "ulimits"], harmless: true }] },
  },
  green: { compose: "services:\n  web:\n    mem_limit: 256m\n" },
  check: ({ facts }) => (facts.rawKeys ?? []).filter(({ harmless }) => harmless).map(problemOf),
};

/** The finding about a raw key. */
export function problemOf({ service, path }: RawKey): Problem {
  const steps = service === undefined ? path : path.slice(2);
  return {
    path,
    message: `has the raw Compose key ${pathText(steps)}`,
    detail: pathText(steps),
    ...(service === undefined ? {} : { service }),
  };
}
