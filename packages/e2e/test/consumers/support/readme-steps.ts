import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { REPOSITORY } from "./packed.ts";

/** The shell of each step in the workflow that the README of this package shows. */
export function readmeSteps(): string[] {
  const readme = readFileSync(join(REPOSITORY, "packages/e2e/README.md"), "utf8");
  const [, snippet = ""] = /```yaml\n(steps:\n[\s\S]*?)```/.exec(readme) ?? [];
  const { steps = [] } = (parse(snippet) ?? {}) as { steps?: { run?: string }[] };
  return steps.flatMap(({ run }) => run ?? []);
}
