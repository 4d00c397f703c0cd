import { parseArgs } from "node:util";
import type { CliContext } from "./context.ts";
import { selectionOptions } from "./options.ts";
import { shellWord } from "./shell-word.ts";

const options = { ...selectionOptions, lock: { type: "string" } } as const;

/** Command → options that it takes over from the run that names it. */
export const carried: Readonly<Record<string, readonly string[]>> = {
  render: Object.keys(selectionOptions),
  diff: Object.keys(selectionOptions),
  list: ["config"],
  lint: ["config", "profile", "generation", "out"],
  lock: ["config", "lock"],
};

/**
 * A text whose commands can be pasted: each one between backticks, or the whole text when it is a command, gets the
 * options of this run that it knows, and `npx` when npm started this run.
 */
export function completeCommands(context: CliContext, text: string): string {
  if (text.startsWith("compose-gen ")) return complete(context, text);
  return text.replaceAll(
    /`(compose-gen [^`\n]+)`/g,
    (_, command: string) => `\`${complete(context, command)}\``,
  );
}

function complete(context: CliContext, command: string): string {
  const [, name = ""] = command.split(" ");
  const given = valuesOf(context.argv.slice(1));
  const added = (carried[name] ?? []).flatMap((option) => {
    const value = given[option];
    if (value === undefined || value === false || new RegExp(` --${option}\\b`).test(command)) return [];
    return value === true ? [`--${option}`] : [`--${option}`, shellWord(value)];
  });
  // npm and npx put the command on the PATH of what they start only.
  const runner = context.env.npm_command === undefined ? [] : ["npx"];
  return [...runner, command, ...added].join(" ");
}

function valuesOf(args: readonly string[]): Record<string, string | boolean | undefined> {
  const { values } = parseArgs({ args: [...args], options, allowPositionals: true, strict: false });
  // Without its value an option is a mistake, which the text is about.
  return Object.fromEntries(
    Object.entries(options).map(([name, { type }]) => [
      name,
      typeof values[name] === type ? (values[name] as string | boolean) : undefined,
    ]),
  );
}
