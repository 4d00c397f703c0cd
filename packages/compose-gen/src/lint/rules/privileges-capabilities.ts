import type { Rule } from "../rule.ts";
import { eachService } from "./each-service.ts";

/** All capabilities are dropped, and each one given back has a reason. */
export const privilegesCapabilities: Rule = {
  id: "privileges.capabilities",
  title: "all capabilities are dropped, and each one given back has a reason",
  severity: "error",
  why: "The engine's default set lets a container forge packets, change owners and bypass file permissions; few programs need one of them.",
  fix: "Set `cap_drop: [ALL]` and add back only what the program fails without.",
  waive: "`reason` beside each entry of `capAdd`",
  references: ["CIS Docker Benchmark 5.4", "OWASP Docker Security Cheat Sheet RULE #3"],
  red: { compose: "services:\n  web:\n    cap_drop: [ALL]\n    cap_add: [NET_ADMIN]\n" },
  green: { compose: "services:\n  web:\n    cap_drop: [ALL]\n" },
  check: (subject) =>
    eachService(subject, ({ capAdd, capDrop }) => [
      ...(capDrop.some((name) => name.toUpperCase() === "ALL")
        ? []
        : [{ path: "cap_drop", message: "keeps the engine's default capabilities" }]),
      ...capAdd.map((name) => ({
        path: "cap_add",
        message: `has the capability ${name}`,
        detail: name.toUpperCase().replace(/^CAP_/, ""),
      })),
    ]),
};
