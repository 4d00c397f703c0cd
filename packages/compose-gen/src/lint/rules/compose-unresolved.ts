import type { Rule } from "../rule.ts";

/** What lint cannot see is said. */
export const composeUnresolved: Rule = {
  id: "compose.unresolved",
  title: "the whole file is in sight",
  severity: "warning",
  why: "`extends`, `include`, `env_file` and `label_file` bring in text from other files, which lint does not follow: a rule may be broken there, or kept there. A `provider` is a program of the host that Compose runs instead of a container.",
  fix: "Lint the merged file: `docker compose config > merged.yml`, then `compose-gen lint --file merged.yml`.",
  references: ["Compose specification: extends, include"],
  red: { compose: "services:\n  web:\n    extends: {file: common.yml, service: base}\n" },
  green: { compose: "services:\n  web:\n    mem_limit: 256m\n" },
  check: ({ document }) => [
    ...document.unresolved.map((key) => ({
      path: [key],
      message: `uses \`${key}\`, which lint does not follow`,
    })),
    ...document.services.flatMap(({ name, unresolved, unseen }) =>
      [...unresolved, ...unseen].map((key) => ({
        service: name,
        path: ["services", name, key],
        message: `uses \`${key}\`, which lint does not follow`,
        ...(Object.hasOwn(advice, key) ? { fix: advice[key] as string } : {}),
      })),
    ),
  ],
};

const advice: Readonly<Record<string, string>> = {
  env_file:
    "Write what is no secret under `environment`; give secrets as files under `secrets`. Or lint what `docker compose config` prints.",
  label_file: "Write the labels under `labels`.",
  provider: "Read what `docker <type>` does on the host, then waive the rule with the reason.",
};
