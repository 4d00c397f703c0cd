import { invalid } from "../model/parse.ts";
import type { Stack } from "../model/stack.ts";
import { checkDependencyCycles } from "./cycles.ts";
import { checkJobs } from "./jobs.ts";
import { checkPublishedPorts } from "./ports.ts";
import { collectProblems } from "./problems.ts";
import { checkRawCompose } from "./raw-compose.ts";
import { checkReferences } from "./references.ts";
import { checkRoutes } from "./routes.ts";
import { checkSecrets } from "./secrets.ts";
import { checkVariables } from "./variables.ts";

/**
 * What only the whole stack shows: names that nothing defines, cycles, host ports used twice, jobs that nobody waits
 * for, secrets read by the wrong service, variables with two defaults, raw keys that Compose does not know.
 *
 * @throws ComposeGenError `DEFINITION_INVALID`, one line per mistake
 */
export function validateStack(stack: Stack, subject = `stack "${stack.name}"`): void {
  const problems = collectProblems();
  checkReferences(stack, problems);
  checkDependencyCycles(stack, problems);
  checkPublishedPorts(stack, problems);
  checkJobs(stack, problems);
  checkRoutes(stack, problems);
  checkSecrets(stack, problems);
  checkVariables(stack, problems);
  checkRawCompose(stack, problems);
  if (problems.lines.length > 0) throw invalid(subject, problems.lines);
}
