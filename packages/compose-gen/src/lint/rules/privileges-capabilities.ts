import { capabilityName, isCapability } from "../capability-names.ts";
import type { Rule } from "../rule.ts";
import { eachService } from "./each-service.ts";

/** All capabilities are dropped, and each one given back has a reason. */
export const privilegesCapabilities: Rule = {
  id: "privileges.capabilities",
  title: "all capabilities are dropped, and each one given back has a reason",
  severity: "error",
  why: "The engine's default set lets a container forge packets, change owners and bypass file permissions; few programs need one of them.",
  fix: "Set `cap_drop: [ALL]` and add back only what the program fails without.",
  fixDefinition:
    "Leave `cap_drop` out of `compose: {…}`: all are dropped then. Give one back with `runtime.capAdd: [{ capability, reason }]`.",
  waive: "`reason` beside each entry of `runtime.capAdd`",
  references: ["CIS Docker Benchmark 5.4", "OWASP Docker Security Cheat Sheet RULE #3"],
  red: { compose: "services:\n  web:\n    cap_drop: [ALL]\n    cap_add: [NET_ADMIN]\n" },
  green: { compose: "services:\n  web:\n    cap_drop: [ALL]\n" },
  check: (subject) =>
    eachService(subject, ({ capAdd, capDrop }) => [
      ...(capDrop.some((name) => name.toUpperCase() === "ALL")
        ? []
        : [{ path: "cap_drop", missing: true, message: "keeps the engine's default capabilities" }]),
      ...capAdd.filter(isCapability).map((name) => ({
        path: "cap_add",
        message: `has the capability ${name}`,
        detail: capabilityName(name),
        fix: "Remove it from `cap_add`; if the program fails without it, waive the rule with the reason.",
        fixDefinition:
          "Remove it; if the program fails without it, name it in `runtime.capAdd` with its `reason`.",
      })),
    ]),
};
