import type { ParseArgsOptionDescriptor } from "node:util";
import type { ExitCode } from "../errors.ts";
import type { OutputMode } from "../output/reporter.ts";
import type { Style } from "../output/style.ts";
import type { Terminal } from "../output/terminal.ts";
import type { Interrupts } from "./interrupts.ts";

/** One option of a verb, for the parser and for the help. */
export interface Option extends Pick<ParseArgsOptionDescriptor, "type" | "short" | "multiple"> {
  /** Placeholder of the value in the help. */
  value?: string;
  summary: string;
}

export type Options = Readonly<Record<string, Option>>;

/** What a verb gets to work with. */
export interface Invocation {
  /** Values of string options that were given. */
  text(option: string): string | undefined;
  /** Values of a string option that may repeat. */
  texts(option: string): readonly string[];
  /** Whether a boolean option was given. */
  flag(option: string): boolean;
  positionals: string[];
  /** `--instance`, checked. */
  instance: string;
  /** Whether `--instance` was given. */
  instanceNamed: boolean;
  /** Folder of all instances. */
  home: string;
  mode: OutputMode;
  terminal: Terminal;
  style: Style;
  interrupts: Interrupts;
}

/** One verb: what it takes, what it prints in its help, what it does. */
export interface Command {
  /** Arguments after the verb, e.g. `<recipient> <amount> [coin]`. */
  arguments?: string;
  description: string;
  options: Options | (() => Promise<Options>);
  /** False when it belongs to no instance: `--instance` is then unknown to it. Default true. */
  instances?: boolean;
  /** Smallest and largest number of positional arguments; default none. */
  positionals?: readonly [number, number];
  examples: readonly string[];
  run(invocation: Invocation): Promise<ExitCode>;
}

/** A verb in the table of verbs; its code is loaded when it is used. */
export interface Verb {
  name: string;
  summary: string;
  load(): Promise<Command>;
}
