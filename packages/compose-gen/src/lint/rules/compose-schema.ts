import type { Rule } from "../rule.ts";

/** A file of any origin is one that Compose reads. */
export const composeSchema: Rule = {
  id: "compose.schema",
  title: "every key and value is one of the Compose specification",
  severity: "error",
  why: "Compose refuses the whole file. What stands behind a misspelt key protects nothing.",
  fix: "Correct it; `docker compose config` shows how Compose reads the file.",
  waive: "not at all: keys of your own start with `x-`",
  references: ["Compose specification: compose-spec.json"],
  red: { compose: "services:\n  web:\n    memlimit: 256m\n" },
  green: { compose: "services:\n  web:\n    mem_limit: 256m\n" },
  check: ({ schemaProblems }) => [...(schemaProblems ?? [])],
};
