import type { OutputMode } from "../output/reporter.ts";
import type { Style } from "../output/style.ts";
import { formatTable } from "../output/table.ts";
import type { Terminal } from "../output/terminal.ts";
import type { CleanPlan } from "./clean.ts";
import type { RehearsalPlan } from "./plan.ts";
import type { Rehearsal, StepEvent, StepResult } from "./rehearsal.ts";
import type { RehearseOutcome } from "./rehearse.ts";

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;

/** One step as a line: sign, time since the start, what it is about, what is true, evidence, duration. */
export function formatStep(step: StepResult, sinceStartMs: number, style: Style): string {
  const what = { pass: "", fail: "not: ", interrupted: "interrupted: " }[step.outcome] + step.title;
  const sign = step.outcome === "interrupted" ? style.warn("!") : style.sign(step.outcome);
  const columns = [
    seconds(sinceStartMs).padStart(8),
    step.service?.padEnd(11) ?? " ".repeat(11),
    what.padEnd(56),
  ];
  const times = `${seconds(step.ms).padStart(7)}  ${step.evidence}`;
  return `${style.faint(columns[0] ?? "")}  ${sign} ${columns[1]}${columns[2]}${style.faint(times)}`;
}

/** The listener that shows steps as they happen: lines for people, one JSON object per line, or nothing. */
export function stepReporter(terminal: Terminal, style: Style, mode: OutputMode, start = performance.now()) {
  if (mode === "json") return () => {};
  if (mode === "ndjson")
    return ({ event, ...rest }: StepEvent) =>
      terminal.out(`${JSON.stringify({ event: `step-${event}`, ...rest })}\n`);
  const draw = (text: string) => {
    if (terminal.interactive) terminal.err(`\r\x1b[2K${text}`);
  };
  return (event: StepEvent) => {
    const since = performance.now() - start;
    if (event.event === "end") {
      draw("");
      terminal.out(`${formatStep(event.step, since, style)}\n`);
      return;
    }
    const { service, title } = event.step;
    const reason = event.event === "waiting" ? event.reason : title;
    draw(style.faint(`… ${seconds(since)}  ${service ?? ""} ${reason}`.slice(0, 120)));
  };
}

/** What cleaning would remove, for people. */
export function formatCleanPlan({ remove, inUse }: CleanPlan): string {
  const lines = remove.flatMap(({ id, containers, networks, volumes }) => [
    `Would remove ${id}:\n`,
    formatTable([
      ...containers.map((name) => ["container", name]),
      ...networks.map((name) => ["network", name]),
      ...volumes.map((name) => ["volume", name]),
    ]),
  ]);
  const left = inUse.map((id) => `Would leave ${id} alone: it is at work.\n`);
  return [...lines, ...left].join("") || "There is nothing to remove.\n";
}

/** The plan for people. */
export function formatRehearsalPlan({ steps, domains, keep }: RehearsalPlan): string {
  const rows = steps.map(({ id, service, title }) => [id, service ?? "", title]);
  const names = Object.entries(domains).map(([service, domain]) => [service, domain]);
  const end = keep ? "It is left running.\n" : "";
  return `Steps:\n${formatTable(rows)}\nDomains, on a Docker network of its own:\n${formatTable(names)}${end}`;
}

/** The last line of an interrupted rehearsal. */
export function formatInterrupted({ error }: Pick<RehearseOutcome, "error">): string {
  return error
    ? "\nInterrupted; not everything could be removed. Repeat: stackctl rehearse --clean\n"
    : "\nInterrupted; everything of the rehearsal was removed.\n";
}

/** How to use and end a rehearsal that was kept. */
export function formatKept({ id, domains, httpsPort, rootFile, network }: Rehearsal, style: Style): string {
  const curl = (domain: string, path: string) =>
    `curl --cacert ${rootFile} --connect-to ${domain}:443:127.0.0.1:${httpsPort} https://${domain}${path}`;
  return [
    `\n${style.strong(`Rehearsal ${id} is left running.`)}\n`,
    `  ${curl(domains.relay, "/health")}\n`,
    `  ${curl(domains.aggregator, "/.well-known/trust-base.json")}\n`,
    `  ${curl(domains.faucet, "/.well-known/faucet.json")}\n`,
    formatTable([
      ["root", rootFile],
      ["network", network],
    ]),
    `End it: stackctl rehearse --clean ${id}\n`,
  ].join("");
}
