import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { ComposeGenError, isComposeGenError } from "../errors.ts";
import { type Config, type ConfigInput, defineConfig } from "../model/config.ts";

/**
 * The checked configuration in a `.ts`, `.js`, `.mjs` (default export) or `.json` file.
 *
 * @throws ComposeGenError `CONFIG_UNREADABLE`, `DEFINITION_INVALID`
 */
export async function loadConfig(file: string): Promise<Config> {
  let content: unknown;
  try {
    content = file.endsWith(".json")
      ? JSON.parse(readFileSync(file, "utf8"))
      : ((await import(pathToFileURL(file).href)) as { default?: unknown }).default;
  } catch (error) {
    if (isComposeGenError(error)) throw error;
    throw new ComposeGenError(
      {
        code: "CONFIG_UNREADABLE",
        what: "The configuration cannot be read.",
        where: file,
        evidence: (error as Error).message,
        next: "Give a .js or .ts file with a default export (.ts needs Node.js 22.18 or newer), or a .json file.",
      },
      { cause: error },
    );
  }
  return defineConfig(content as ConfigInput);
}
