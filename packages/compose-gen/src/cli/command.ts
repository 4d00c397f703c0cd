import type { CliContext } from "./context.ts";

/** One option of a command, for the parser and for the command's page. */
export interface CommandOption {
  type: "string" | "boolean";
  multiple?: boolean;
  default?: string;
  /** Placeholder of the value on the page. */
  value?: string;
  summary: string;
}

export type CommandOptions = Readonly<Record<string, CommandOption>>;

/** One command: what it takes, what its page says, what it does. */
export interface Command {
  /** Arguments after the name, e.g. `[stack…]`. */
  arguments?: string;
  description: string;
  options: CommandOptions;
  /** Command lines without the program's name. */
  examples: readonly string[];
  /** Returns the exit code. */
  run(context: CliContext, args: readonly string[]): Promise<number>;
}

/** A command in the table of commands; its code is loaded when it is used. */
export interface CommandEntry {
  name: string;
  summary: string;
  /** True for a command that writes files: it is suggested after those that only read. */
  writes?: boolean;
  /** True for a command that only builds use: the overview does not show it. */
  internal?: boolean;
  load(): Promise<Command>;
}
