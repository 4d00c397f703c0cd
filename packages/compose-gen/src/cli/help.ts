import manifest from "../../package.json" with { type: "json" };
import type { Command, CommandEntry } from "./command.ts";

/** The version as a line. */
export const version = `${manifest.version}\n`;

/** The help without a command. */
export function overview(commands: readonly CommandEntry[]): string {
  const shown = commands.filter(({ internal }) => !internal);
  return [
    "Usage: compose-gen <command> [options]\n\n",
    "Typed definitions in, hardened and SHA-pinned Docker Compose files out.\n\n",
    table(shown.map(({ name, summary }) => [name, summary])),
    "\n`compose-gen <command> --help` shows the options of a command; `compose-gen init DIR` is a good start.\n",
    "Exit codes: 0 ok · 1 a check failed · 2 a registry did not answer · 3 usage or internal error\n",
  ].join("");
}

/** The page of one command: its own options and nothing else. */
export function commandPage({ name }: CommandEntry, command: Command): string {
  const options = Object.entries(command.options);
  const usage = ["compose-gen", name, command.arguments, options.length > 0 ? "[options]" : ""];
  const rows = options.map(([option, { value, summary }]) => [
    `--${option}${value === undefined ? "" : ` ${value}`}`,
    summary,
  ]);
  return [
    `Usage: ${usage.filter(Boolean).join(" ")}\n\n${command.description}\n`,
    ...(rows.length > 0 ? ["\nOptions:\n", table(rows)] : []),
    "\nExamples:\n",
    ...command.examples.map((example) => `  compose-gen ${example}\n`),
  ].join("");
}

/** Two columns, the first as wide as its longest cell. */
function table(rows: readonly (readonly string[])[]): string {
  const width = Math.max(...rows.map(([first = ""]) => first.length));
  return rows.map(([first = "", second = ""]) => `  ${first.padEnd(width)}  ${second}\n`).join("");
}
