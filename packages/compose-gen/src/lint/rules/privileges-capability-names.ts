import { suggestion } from "../../suggest.ts";
import { capabilityName, capabilityNames, isCapability } from "../capability-names.ts";
import type { Rule } from "../rule.ts";
import { eachService } from "./each-service.ts";

/** A capability is one that Linux has. */
export const privilegesCapabilityNames: Rule = {
  id: "privileges.capability-names",
  title: "every capability is one that Linux has",
  severity: "error",
  why: "The engine refuses to create a container with a capability that it does not know: the mistake shows only at the start.",
  fix: "Correct the name.",
  waive: "not at all",
  references: ["capabilities(7)"],
  red: { compose: "services:\n  web:\n    cap_drop: [ALL]\n    cap_add: [NET_ADMN]\n" },
  green: { compose: "services:\n  web:\n    cap_drop: [ALL]\n" },
  check: (subject) =>
    eachService(subject, ({ capAdd, capDrop }) =>
      Object.entries({ cap_add: capAdd, cap_drop: capDrop }).flatMap(([path, names]) =>
        names
          .filter((name) => !isCapability(name) && !/^$|<|\$/.test(name))
          .map((name) => ({
            path,
            message: `names the capability ${name}, which Linux does not have`,
            fix: suggestion(capabilityName(name), capabilityNames),
          })),
      ),
    ),
};
