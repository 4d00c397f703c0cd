import type { Command, Invocation } from "../cli/command.ts";
import { EXIT, type ExitCode, UsageError } from "../errors.ts";
import { openInstance } from "./place.ts";

/** `stackctl logs` */
export const logs: Command = {
  arguments: "[service]",
  description: "Shows the last lines that the services wrote, also of an instance that is stopped.",
  options: {
    follow: { type: "boolean", short: "f", summary: "keep showing new lines until Ctrl-C" },
    lines: { type: "string", short: "n", value: "N", summary: "lines of each service (default: 50)" },
  },
  positionals: [0, 1],
  examples: ["stackctl logs", "stackctl logs faucet --follow"],
  run: runLogs,
};

async function runLogs(invocation: Invocation): Promise<ExitCode> {
  const { terminal, style, positionals, interrupts } = invocation;
  const count = lineCount(invocation.text("lines"));
  const { place, backend } = await openInstance(invocation);
  const reader = await backend.logs(place);
  const names = servicesOf(reader.services, positionals[0]);
  const width = Math.max(...names.map((name) => name.length));
  const print = (name: string, line: string) =>
    terminal.out(`${names.length > 1 ? `${style.faint(name.padEnd(width))} ` : ""}${line}\n`);
  for (const name of names) for (const line of await reader.tail(name, count)) print(name, line);
  if (invocation.flag("follow")) await reader.follow(names, print, interrupts.signal);
  return EXIT.ok;
}

function servicesOf(known: readonly string[], asked: string | undefined): readonly string[] {
  if (asked === undefined) return known;
  if (known.includes(asked)) return [asked];
  throw new UsageError(`There is no service "${asked}".`, `Known: ${known.join(", ")}.`);
}

function lineCount(value: string | undefined): number {
  if (value === undefined) return 50;
  if (/^\d{1,6}$/.test(value)) return Number(value);
  throw new UsageError(`--lines ${value} is not a number of lines.`);
}
