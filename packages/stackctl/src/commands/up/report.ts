import type { Invocation } from "../../cli/command.ts";
import { printResult, toDocument } from "../../output/result.ts";
import { formatEndpoints, nextSteps } from "../../output/up-text.ts";
import type { StackDefinition } from "../../stack/definition.ts";
import type { UpOutcome } from "./execute.ts";

/** Prints what is up: endpoints and next steps, or the document. @param ms duration of the whole command */
export function reportUp(
  { terminal, style, mode, instance }: Invocation,
  stack: StackDefinition,
  { plan, rows, started, checks, done, variables, images }: UpOutcome,
  ms: number,
): void {
  const services = rows.map((row) => ({ ...row, started: started.includes(row.name) }));
  const { backend, root } = plan;
  const document = toDocument("up", {
    ...{ instance, backend, root, ms, services, checks, done, variables },
    ...(images && { images }),
  });
  const summary =
    started.length === 0
      ? `"${instance}" was already up; every check passed.`
      : `"${instance}" is up: ${checks.length} checks passed in ${ms} ms.`;
  const next = nextSteps(
    stack,
    rows.map(({ name }) => name),
    instance,
  );
  printResult(
    terminal,
    mode,
    document,
    `\n${style.good("✔")} ${style.strong(summary)}\n${done.map((line) => `  ${line}\n`).join("")}\n${formatEndpoints(services, style)}\n${next}`,
  );
}
