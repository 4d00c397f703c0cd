import type { Rule } from "../rule.ts";
import { problemOf } from "./compose-raw.ts";

/** A raw key that nobody here knows to be harmless has a reason. */
export const composeRawKey: Rule = {
  id: "compose.raw-key",
  title: "a raw Compose key that may weaken something has a reason",
  severity: "error",
  why: "Raw keys pass by the model. What they do to the host, to other services and to secrets, only their author knows: a reviewer needs the reason.",
  fix: "Use the field of the model if it has one; else add the waiver `compose.raw-key` with the reason why the service needs the key.",
  references: ["Compose specification", "RFC 7396 (JSON Merge Patch)"],
  red: {
    compose: "services:\n  web:\n    sysctls: {net.core.somaxconn: 1024}\n",
    facts: { rawKeys: [{ service: "web", path: ["services", "web", "sysctls"], harmless: false }] },
  },
  green: { compose: "services:\n  web:\n    mem_limit: 256m\n" },
  check: ({ facts }) => (facts.rawKeys ?? []).filter(({ harmless }) => !harmless).map(problemOf),
};
