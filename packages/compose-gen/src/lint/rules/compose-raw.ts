import { pathText } from "../../path-text.ts";
import type { Rule } from "../rule.ts";

/** Raw Compose keys are listed. */
export const composeRaw: Rule = {
  id: "compose.raw",
  title: "raw Compose keys of a definition are listed",
  severity: "note",
  why: "What a definition merges in as raw Compose is not known to the model: wiring, backup and other commands do not see it. All rules look at the merged result.",
  fix: "Nothing has to be done. If the model has a field for it, use that.",
  references: ["RFC 7396 (JSON Merge Patch)"],
  red: {
    compose: "services:\n  web:\n    sysctls: {net.core.somaxconn: 1024}\n",
    facts: { rawKeys: [{ service: "web", path: ["services", "web", "sysctls"] }] },
  },
  green: { compose: "services:\n  web:\n    mem_limit: 256m\n" },
  check: ({ facts }) =>
    (facts.rawKeys ?? []).map(({ service, path }) => ({
      path,
      message: `has the raw Compose key ${pathText(service === undefined ? path : path.slice(2))}`,
      ...(service === undefined ? {} : { service }),
    })),
};
