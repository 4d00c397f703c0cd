import type { Command, Invocation } from "../cli/command.ts";
import { examineHost } from "../doctor/examine.ts";
import { formatExamination } from "../doctor/report.ts";
import { WHOLE_MS } from "../doctor/sight/limits.ts";
import { type ExitCode, UsageError } from "../errors.ts";
import { printResult, toDocument } from "../output/result.ts";

/** Labels of letters, digits and hyphens, at least two. */
const DOMAIN =
  /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;
const PROJECT = /^[a-z0-9][a-z0-9_-]*$/;

/** `stackctl doctor` */
export const doctor: Command = {
  description:
    "Looks at this host, changes nothing, and says what is wrong with evidence and the next step, within 5 s (--timeout). It looks at\n" +
    "the instance and at what run scripts have started; the report holds no secret and can be pasted. Exit code: 0 no\n" +
    "problem (warnings and unknowns are shown), 1 a problem, 2 the engine that is needed does not answer.",
  options: {
    domain: {
      type: "string",
      multiple: true,
      value: "NAME",
      summary: "a domain that leads to this host, or will; may repeat; those of running services are known",
    },
    project: {
      type: "string",
      value: "NAME",
      summary: "project of the run scripts' containers (default: $PROJECT_NAME, or unicity)",
    },
    timeout: {
      type: "string",
      value: "SECONDS",
      summary:
        "what it may take, 2 to 300 (default 5): a busy host answers late, and what is late is unknown",
    },
  },
  examples: ["stackctl doctor", "stackctl doctor --domain relay-dev.example.org", "stackctl doctor --json"],
  run: runDoctor,
};

/** @returns ms @throws UsageError */
function timeoutOf(text: string | undefined): number {
  if (text === undefined) return WHOLE_MS;
  const seconds = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (seconds < 2 || seconds > 300)
    throw new UsageError(`--timeout ${text} is no time.`, "Whole seconds, 2 to 300.");
  return seconds * 1000;
}

async function runDoctor(invocation: Invocation): Promise<ExitCode> {
  const { home, instance, instanceNamed, terminal, mode, style, interrupts } = invocation;
  const domains = invocation.texts("domain");
  const project = invocation.text("project");
  const wrong = domains.find((domain) => !DOMAIN.test(domain));
  if (wrong !== undefined)
    throw new UsageError(`--domain ${wrong} is no domain.`, "Such as relay-dev.example.org.");
  if (project !== undefined && !PROJECT.test(project))
    throw new UsageError(`--project ${project} is no project.`, "Lower case letters, digits, hyphens.");
  const found = await examineHost({
    ...{ home, instance, instanceNamed, env: terminal.env, interrupts },
    ...{ domains, project, timeoutMs: timeoutOf(invocation.text("timeout")) },
  });
  printResult(terminal, mode, toDocument("doctor", found), formatExamination(found, style));
  return found.exitCode;
}
