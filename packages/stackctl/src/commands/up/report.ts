import type { Invocation } from "../../cli/command.ts";
import { printResult, toDocument } from "../../output/result.ts";
import { formatEndpoints, nextSteps } from "../../output/up-text.ts";
import type { UpOutcome } from "./execute.ts";

/** Prints what is up: endpoints and next steps, or the document. @param ms duration of the whole command */
export function reportUp(
  invocation: Invocation,
  { session, plan, started, checks, done }: UpOutcome,
  ms: number,
): void {
  const { terminal, style, mode, instance } = invocation;
  const services = Object.entries(session.state.services).map(([name, { url, port, process }]) => ({
    name,
    url,
    port,
    pid: process?.pid ?? null,
    started: started.includes(name),
  }));
  const document = toDocument("up", {
    instance,
    backend: "embedded",
    root: plan.root,
    ms,
    services,
    checks,
    done,
  });
  const summary =
    started.length === 0
      ? `"${instance}" was already up; every check passed.`
      : `"${instance}" is up: ${checks.length} checks passed in ${ms} ms.`;
  const next = nextSteps(session.stack.nextSteps, instance);
  printResult(
    terminal,
    mode,
    document,
    `\n${style.good("✔")} ${style.strong(summary)}\n${done.map((line) => `  ${line}\n`).join("")}\n${formatEndpoints(services, style)}\n${next}`,
  );
}
