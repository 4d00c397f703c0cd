import { existsSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import type { CompileOptions } from "../compile/compile-config.ts";
import { ComposeGenError } from "../errors.ts";
import type { Definitions } from "../plan/definitions.ts";
import type { CliContext } from "./context.ts";

/**
 * The definitions of `--config`, else those that the command was shipped with.
 *
 * @param options what `compileConfig` shall let pass
 * @throws ComposeGenError `CONFIG_UNREADABLE`, `DEFINITIONS_MISSING`, `DEFINITION_INVALID`, `LINT_FAILED`
 */
export async function loadDefinitions(
  context: CliContext,
  config: string | undefined,
  options: CompileOptions = {},
): Promise<Definitions> {
  if (config === undefined) {
    noteOwnConfig(context);
    return readBuiltIn(context.definitionsFile);
  }
  const { loadConfig } = await import("./load-config.ts");
  const { compileConfig } = await import("../compile/compile-config.ts");
  return compileConfig(await loadConfig(resolve(context.cwd, config)), options);
}

/** Whoever has a configuration here but does not give it may not expect the built-in stacks. */
function noteOwnConfig({ cwd, definitionsFile, err }: CliContext): void {
  // In the repository that ships these definitions they are the configuration that lies there.
  const shippedFromHere =
    !relative(cwd, definitionsFile).startsWith("..") && !definitionsFile.includes("node_modules");
  const found = ["ts", "mjs", "js", "json"]
    .map((extension) => `compose-gen.config.${extension}`)
    .find((file) => existsSync(join(cwd, file)));
  if (found && !shippedFromHere)
    err(`Using the built-in definitions; for those of this folder: --config ${found}\n`);
}

/** The definitions that a build stored in this file. @throws ComposeGenError `DEFINITIONS_MISSING` */
export function readBuiltIn(file: string): Definitions {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Definitions;
  } catch (error) {
    throw new ComposeGenError(
      {
        code: "DEFINITIONS_MISSING",
        what: "The built-in definitions cannot be read.",
        where: file,
        evidence: (error as Error).message,
        cause: "compose-gen runs from a folder that was not built.",
        next: "Build the package, or give your own definitions with --config FILE.",
      },
      { cause: error },
    );
  }
}
