import type { Rule } from "../rule.ts";

/** What lint cannot see is said. */
export const composeUnresolved: Rule = {
  id: "compose.unresolved",
  title: "the whole file is in sight",
  severity: "warning",
  why: "`extends` and `include` bring in text from other files, which lint does not follow: a rule may be broken there, or kept there.",
  fix: "Lint the merged file: `docker compose config > merged.yml`, then `compose-gen lint --file merged.yml`.",
  references: ["Compose specification: extends, include"],
  red: { compose: "services:\n  web:\n    extends: {file: common.yml, service: base}\n" },
  green: { compose: "services:\n  web:\n    mem_limit: 256m\n" },
  check: ({ document }) => [
    ...document.unresolved.map((key) => ({
      path: [key],
      message: `uses \`${key}\`, which lint does not follow`,
    })),
    ...document.services.flatMap(({ name, unresolved }) =>
      unresolved.map((key) => ({
        service: name,
        path: ["services", name, key],
        message: `uses \`${key}\`, which lint does not follow`,
      })),
    ),
  ],
};
