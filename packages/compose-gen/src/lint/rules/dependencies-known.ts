import { suggestion } from "../../suggest.ts";
import { serviceNamed } from "../compose/document.ts";
import type { Rule } from "../rule.ts";
import { eachService } from "./each-service.ts";

/** A service depends only on services that there are. */
export const dependenciesKnown: Rule = {
  id: "dependencies.known",
  title: "a service depends only on services of its file",
  severity: "error",
  why: "Compose refuses the whole file.",
  fix: "Correct the name, or remove the dependency.",
  references: ["Compose specification: depends_on"],
  red: {
    compose: "services:\n  web:\n    depends_on: {databse: {condition: service_healthy}}\n  database: {}\n",
  },
  green: {
    compose: "services:\n  web:\n    depends_on: {database: {condition: service_healthy}}\n  database: {}\n",
  },
  check: (subject) => {
    const { document } = subject;
    // What an included file brings in is not in sight.
    if (document.unresolved.length > 0) return [];
    const names = document.services.map(({ name }) => name);
    return eachService(subject, (asking) =>
      asking.dependsOn
        .filter(({ service }) => !serviceNamed(document, service))
        .map(({ service, path }) => ({
          path,
          message: `depends on "${service}", which is no service of the file`,
          fix: suggestion(
            service,
            names.filter((name) => name !== asking.name),
          ),
        })),
    );
  },
};
