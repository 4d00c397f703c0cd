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
        ...adviceFor(error as NodeJS.ErrnoException),
      },
      { cause: error },
    );
  }
  return defineConfig(content as ConfigInput);
}

/** Node.js loads TypeScript from version 22.18 on; an older one knows no file with that extension. */
function adviceFor(error: NodeJS.ErrnoException): { cause?: string; next: string } {
  if (error.code !== "ERR_UNKNOWN_FILE_EXTENSION")
    return { next: "Give a .ts, .js or .mjs file with a default export, or a .json file." };
  return {
    cause: `This Node.js (${process.versions.node}) loads no TypeScript.`,
    next: "Use Node.js 22.18 or newer, or write the configuration in JavaScript: compose-gen init --js",
  };
}
