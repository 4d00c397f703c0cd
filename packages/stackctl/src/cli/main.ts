import { EXIT, errorParts, Interrupted, StackError, UsageError } from "../errors.ts";
import { stateHome } from "../instance/folders.ts";
import { checkInstanceName, DEFAULT_INSTANCE } from "../instance/names.ts";
import { formatError } from "../output/error-text.ts";
import type { OutputMode } from "../output/reporter.ts";
import { toDocument } from "../output/result.ts";
import { createStyle } from "../output/style.ts";
import type { Terminal } from "../output/terminal.ts";
import { closest } from "./closest.ts";
import type { Invocation } from "./command.ts";
import { type Interrupts, watchInterrupts } from "./interrupts.ts";
import { optionsOf, type ParsedArguments, parseArguments } from "./parse.ts";
import { VERBS } from "./verbs.ts";

/** Runs one command line and returns the exit code, or the signal that the process should die of. */
export async function main(args: string[], terminal: Terminal): Promise<number | NodeJS.Signals> {
  const [verb, ...rest] = args;
  const interrupts = watchInterrupts();
  try {
    return await dispatch(verb, rest, terminal, interrupts);
  } catch (error) {
    return reportFailure(error, verb, args, terminal, interrupts);
  } finally {
    interrupts.dispose();
  }
}

async function dispatch(
  verb: string | undefined,
  args: string[],
  terminal: Terminal,
  interrupts: Interrupts,
): Promise<number> {
  if (verb === "--version" || verb === "-v") return print(terminal, (await import("./version.ts")).VERSION);
  if (verb === undefined || verb === "--help" || verb === "-h" || verb === "help") {
    const { generalHelp } = await import("./help.ts");
    terminal.out(generalHelp());
    return verb === undefined ? EXIT.usage : EXIT.ok;
  }
  const entry = VERBS.find(({ name }) => name === verb);
  if (!entry) throw unknownVerb(verb);
  const command = await entry.load();
  const options = await optionsOf(command);
  const parsed = parseArguments(args, options, command);
  if (parsed.values.help) {
    const { verbHelp } = await import("./help.ts");
    terminal.out(verbHelp(verb, command, options));
    return EXIT.ok;
  }
  return command.run(invocationOf(parsed, terminal, interrupts));
}

function invocationOf(
  { values, positionals }: ParsedArguments,
  terminal: Terminal,
  interrupts: Interrupts,
): Invocation {
  const text = (option: string) =>
    typeof values[option] === "string" ? (values[option] as string) : undefined;
  return {
    text,
    texts: (option) => [values[option] ?? []].flat().filter((value) => typeof value === "string"),
    flag: (option) => values[option] === true,
    positionals,
    instance: checkInstanceName(text("instance") ?? DEFAULT_INSTANCE),
    instanceNamed: text("instance") !== undefined,
    home: stateHome(terminal.env),
    mode: modeOf(values),
    terminal,
    style: createStyle(terminal.color),
    interrupts,
  };
}

function modeOf(values: ParsedArguments["values"]): OutputMode {
  if (values.ndjson) return "ndjson";
  return values.json ? "json" : "text";
}

/** Prints the error where the reader looks for it: stderr for people, stdout for programs. */
function reportFailure(
  error: unknown,
  verb: string | undefined,
  args: string[],
  terminal: Terminal,
  interrupts: Interrupts,
): number | NodeJS.Signals {
  if (error instanceof Interrupted) return error.signal;
  if (interrupts.signal.aborted) return interrupts.signal.reason as NodeJS.Signals;
  const style = createStyle(terminal.color);
  if (args.includes("--ndjson")) {
    terminal.out(
      `${JSON.stringify({ event: "error", ...toDocument("error", { error: errorParts(error) }) })}\n`,
    );
  } else if (args.includes("--json")) {
    terminal.out(`${JSON.stringify(toDocument("error", { error: errorParts(error) }), null, 2)}\n`);
  } else terminal.err(formatError(error, style, args.includes("--verbose")));
  if (error instanceof UsageError && !args.some((arg) => /^--(nd)?json$/.test(arg))) {
    const known = VERBS.some(({ name }) => name === verb);
    terminal.err(`\nSee \`stackctl ${known ? `${verb} ` : ""}--help\`.\n`);
  }
  return error instanceof StackError ? error.exitCode : EXIT.usage;
}

function unknownVerb(verb: string): UsageError {
  const names = VERBS.map(({ name }) => name);
  const near = closest(verb, names);
  return new UsageError(
    `There is no verb "${verb}".`,
    near ? `Did you mean ${near}?` : `Known: ${names.join(", ")}.`,
  );
}

function print(terminal: Terminal, text: string): number {
  terminal.out(`${text}\n`);
  return EXIT.ok;
}
