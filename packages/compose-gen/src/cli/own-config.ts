import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import { configurationNames } from "../init/configuration-names.ts";
import type { CliContext } from "./context.ts";

/** Name of the configuration that lies in a folder, if one does. */
export function configurationIn(folder: string): string | undefined {
  return configurationNames.find((name) => existsSync(join(folder, name)));
}

/** Name of the configuration that lies in the current folder but is not the one that the command was built from. */
export function ownConfig({ cwd, definitionsFile }: CliContext): string | undefined {
  // In the repository that ships these definitions they are the configuration that lies there.
  const shippedFromHere =
    !relative(cwd, definitionsFile).startsWith("..") && !definitionsFile.includes("node_modules");
  return shippedFromHere ? undefined : configurationIn(cwd);
}

/** Whoever has a configuration here but does not give it may not expect the built-in stacks. */
export function noteOwnConfig(context: CliContext): void {
  const found = ownConfig(context);
  if (found) context.err(`Using the built-in definitions; for those of this folder: --config ${found}\n`);
}
