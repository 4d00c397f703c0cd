import { parseArgs } from "node:util";
import { ComposeGenError } from "../errors.ts";
import { suggestion } from "../suggest.ts";
import type { CommandOptions } from "./command.ts";

/**
 * The arguments of a command.
 *
 * @throws ComposeGenError `USAGE` with the nearest option's name
 */
export function parseArguments<Known extends CommandOptions>(args: readonly string[], options: Known) {
  for (const argument of args) {
    if (argument === "--") break;
    const name = /^--([^=]+)/.exec(argument)?.[1];
    if (name !== undefined && !Object.hasOwn(options, name))
      throw usage(`Unknown option "--${name}".`, suggestion(name, Object.keys(options), "--"));
  }
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw usage((error as Error).message.replace(/\. .*/s, "."));
  }
}

/** A usage error; without `next` the page of the command is named. */
export function usage(what: string, next?: string): ComposeGenError {
  return new ComposeGenError({ code: "USAGE", what, ...(next === undefined ? {} : { next }) });
}
