import type { ComposeGenError } from "../errors.ts";
import { usage } from "./arguments.ts";
import type { CommandEntry } from "./command.ts";
import { commands } from "./commands.ts";
import { type CliContext, exitCodes } from "./context.ts";

/** Runs a command; errors become five readable parts on stderr. Returns the exit code. */
export async function main(context: CliContext): Promise<number> {
  try {
    return await dispatch(context);
  } catch (error) {
    const { describeFailure } = await import("./describe-failure.ts");
    context.err(`${describeFailure(context, error)}\n`);
    return exitCodes.error;
  }
}

async function dispatch(context: CliContext): Promise<number> {
  const [first, ...rest] = context.argv;
  if (first === "--version" || first === "-v") return print(context, (await import("./help.ts")).version);
  if (first === undefined) {
    await printHelp(context, undefined);
    return exitCodes.error;
  }
  if (first === "help" || isHelp(first))
    return printHelp(
      context,
      rest.find((name) => !isHelp(name)),
    );
  const entry = await find(first);
  if (beforeSeparator(rest).some(isHelp)) return printHelp(context, first);
  return (await entry.load()).run(context, rest);
}

/** The overview, or the page of one command. */
async function printHelp(context: CliContext, name: string | undefined): Promise<number> {
  const { commandPage, overview } = await import("./help.ts");
  if (name === undefined) return print(context, overview(commands));
  const entry = await find(name);
  return print(context, commandPage(entry, await entry.load()));
}

async function find(name: string): Promise<CommandEntry> {
  return commands.find((entry) => entry.name === name) ?? Promise.reject(await unknownCommand(name));
}

/** At the same distance a command that only reads is suggested: a slip of the finger must not lead to written files. */
async function unknownCommand(name: string): Promise<ComposeGenError> {
  const { suggestion } = await import("../suggest.ts");
  const known = commands.filter(({ internal }) => !internal);
  const harmlessFirst = [...known.filter(({ writes }) => !writes), ...known.filter(({ writes }) => writes)];
  return usage(
    `Unknown command "${name}".`,
    suggestion(name, [...harmlessFirst.map((entry) => entry.name), "help"]),
  );
}

function beforeSeparator(args: readonly string[]): readonly string[] {
  const end = args.indexOf("--");
  return end < 0 ? args : args.slice(0, end);
}

function isHelp(argument: string): boolean {
  return argument === "--help" || argument === "-h";
}

function print(context: CliContext, text: string): number {
  context.out(text);
  return exitCodes.ok;
}
