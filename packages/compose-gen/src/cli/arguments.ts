import { type ParseArgsConfig, parseArgs } from "node:util";
import { ComposeGenError } from "../errors.ts";
import { suggestion } from "../suggest.ts";

type Options = NonNullable<ParseArgsConfig["options"]>;

/** Options of `render` and `diff` that say which files are meant. */
export const selectionOptions = {
  config: { type: "string" },
  profile: { type: "string" },
  sdk: { type: "string" },
  generation: { type: "string" },
  "all-generations": { type: "boolean" },
  "all-profiles": { type: "boolean" },
  engine: { type: "string" },
  images: { type: "string" },
  "image-registry": { type: "string" },
  out: { type: "string" },
  readme: { type: "string" },
} as const satisfies Options;

/**
 * The arguments of a command.
 *
 * @throws ComposeGenError `USAGE` with the nearest option's name
 */
export function parseArguments<Known extends Options>(args: readonly string[], options: Known) {
  for (const argument of args) {
    if (argument === "--") break;
    const name = /^--([^=]+)/.exec(argument)?.[1];
    if (name !== undefined && !Object.hasOwn(options, name))
      throw usage(`Unknown option "--${name}".`, suggestion(name, Object.keys(options)));
  }
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw usage((error as Error).message.replace(/\. .*/s, "."), "Run `compose-gen help`.");
  }
}

/** A usage error. */
export function usage(what: string, next: string): ComposeGenError {
  return new ComposeGenError({ code: "USAGE", what, next });
}
