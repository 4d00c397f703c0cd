import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ComposeGenError } from "../errors.ts";
import { parseArguments, usage } from "./arguments.ts";
import type { Command } from "./command.ts";
import { type CliContext, exitCodes } from "./context.ts";

export const schemaCommand: Command = {
  description: "Prints the JSON Schema (draft 2020-12) of a configuration, for editors and other programs.",
  options: {},
  examples: ["schema > compose-gen.schema.json"],
  run: runSchema,
};

/** `compose-gen schema`: the JSON Schema (draft 2020-12) of a configuration, which the build stored beside the command. */
export async function runSchema(context: CliContext, args: readonly string[]): Promise<number> {
  const { positionals } = parseArguments(args, {});
  if (positionals.length > 0) throw usage("schema takes no arguments.", "compose-gen schema > FILE");
  const file = join(dirname(context.definitionsFile), "schema.json");
  try {
    context.out(readFileSync(file, "utf8"));
  } catch (error) {
    throw new ComposeGenError(
      {
        code: "SCHEMA_MISSING",
        what: "The JSON Schema cannot be read.",
        where: file,
        evidence: (error as Error).message,
        cause: "compose-gen runs from a folder that was not built.",
        next: "Build the package.",
      },
      { cause: error },
    );
  }
  return exitCodes.ok;
}
