import type { Finding } from "../finding.ts";
import { describeSummary, summarise } from "../summary.ts";
import { printable } from "./printable.ts";

const commands = { error: "error", warning: "warning", note: "notice" } as const;

/**
 * Workflow commands of GitHub Actions, one annotation per open finding (docs: "Workflow commands for GitHub Actions").
 * What is waived is only counted.
 */
export function reportForGitHub(files: readonly { findings: readonly Finding[] }[]): string {
  const findings = files.flatMap((file) => file.findings);
  const open = findings.filter((finding) => !finding.waived);
  return [...open.map(annotation), `${describeSummary(summarise(findings))}`, ""].join("\n");
}

function annotation({ rule, severity, file, line, service, message, fix }: Finding): string {
  const properties = [
    `file=${property(file)}`,
    ...(line === undefined ? [] : [`line=${line}`]),
    `title=${property(rule)}`,
  ];
  const text = `${printable(`${service ?? "the file"} ${message}`)}\n${printable(fix)}`;
  return `::${commands[severity]} ${properties.join(",")}::${data(text)}`;
}

/** `%`, carriage return and newline end or change a command. */
function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

/** In properties, `:` and `,` do too. */
function property(text: string): string {
  return data(printable(text)).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
