import { parseArgs } from "node:util";
import { messageOf, UsageError } from "../errors.ts";
import { closest } from "./closest.ts";
import type { Command, Options } from "./command.ts";
import { COMMON_OPTIONS } from "./options.ts";

export interface ParsedArguments {
  values: Record<string, string | boolean | (string | boolean)[] | undefined>;
  positionals: string[];
}

/** All options of a verb, its own ones first. */
export async function optionsOf(command: Command): Promise<Options> {
  const own = typeof command.options === "function" ? await command.options() : command.options;
  const { instance, ...others } = COMMON_OPTIONS;
  return { ...own, ...(instance && command.instances !== false && { instance }), ...others };
}

/** Splits the arguments of a verb. @throws UsageError with a suggestion for an unknown option */
export function parseArguments(args: string[], options: Options, command: Command): ParsedArguments {
  const config = Object.fromEntries(
    Object.entries(options).map(([name, { type, short, multiple = false }]) => [
      name,
      { type, multiple, ...(short && { short }) },
    ]),
  );
  let parsed: ParsedArguments;
  try {
    const { values, positionals } = parseArgs({ args, options: config, allowPositionals: true });
    parsed = { values, positionals };
  } catch (error) {
    throw new UsageError(firstSentence(messageOf(error)), suggestOption(messageOf(error), options));
  }
  if (!parsed.values.help) checkCount(parsed.positionals, command);
  return parsed;
}

function checkCount(positionals: string[], command: Command): void {
  const [least, most] = command.positionals ?? [0, 0];
  if (positionals.length < least) throw new UsageError(`Missing argument: expected ${command.arguments}.`);
  if (positionals.length > most)
    throw new UsageError(`Unexpected argument "${positionals[most]}".`, "Quote values that hold spaces.");
}

function suggestOption(message: string, options: Options): string | undefined {
  const given = /'--([^'\s=]+)/.exec(message)?.[1];
  const near = given && !(given in options) ? closest(given, Object.keys(options)) : undefined;
  return near && `Did you mean --${near}?`;
}

function firstSentence(message: string): string {
  return message.split(/(?<=\.) |\n/)[0] ?? message;
}
