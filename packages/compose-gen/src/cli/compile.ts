import { resolve } from "node:path";
import { compileConfig } from "../compile/compile-config.ts";
import { writeAll } from "../output/write.ts";
import { parseArguments, usage } from "./arguments.ts";
import type { Command, CommandOptions } from "./command.ts";
import { type CliContext, exitCodes } from "./context.ts";
import { loadConfig } from "./load-config.ts";

const options = {
  config: { type: "string", value: "FILE", summary: "the definitions" },
  out: { type: "string", value: "FILE", summary: "where the JSON goes" },
} as const satisfies CommandOptions;

export const compileCommand: Command = {
  description: "Stores definitions as the JSON that a shipped command holds.",
  options,
  examples: ["compile --config compose-gen.config.ts --out dist/definitions.json"],
  run: runCompile,
};

/** `compose-gen compile --config FILE --out FILE`: the definitions that a shipped command holds, as JSON. */
export async function runCompile(context: CliContext, args: readonly string[]): Promise<number> {
  const { values } = parseArguments(args, options);
  if (!values.config || !values.out)
    throw usage("compile needs --config and --out.", "compose-gen compile --config FILE --out FILE");
  const definitions = compileConfig((await loadConfig(context, values.config)).config);
  const path = resolve(context.cwd, values.out);
  writeAll([{ path, shown: values.out, content: `${JSON.stringify(definitions)}\n` }]);
  context.out(`wrote ${values.out}\n`);
  return exitCodes.ok;
}
