import { readFileSync } from "node:fs";
import type { CompileOptions } from "../compile/compile-config.ts";
import { ComposeGenError } from "../errors.ts";
import type { Definitions } from "../plan/definitions.ts";
import { type CliContext, todayOf } from "./context.ts";
import { type ImageMap, refuseUnknownImages } from "./image-map.ts";
import { noteOwnConfig } from "./own-config.ts";

/** What shall pass although a render without it would be refused. */
export interface LoadOptions extends Pick<CompileOptions, "acceptFindings"> {
  /** References of `--images`: what they replace needs no lock. */
  images?: ImageMap | undefined;
}

/**
 * The definitions of `--config`, else those that the command was shipped with.
 *
 * @throws ComposeGenError `CONFIG_UNREADABLE`, `DEFINITIONS_MISSING`, `DEFINITION_INVALID`, `IMAGE_MAP_INVALID`, `LINT_FAILED`
 */
export async function loadDefinitions(
  context: CliContext,
  config: string | undefined,
  { images, ...options }: LoadOptions = {},
): Promise<Definitions> {
  if (config === undefined) {
    noteOwnConfig(context);
    const definitions = readBuiltIn(context.definitionsFile);
    refuseUnknownImages(images, definitions.images);
    return definitions;
  }
  const { loadConfig } = await import("./load-config.ts");
  const { compileConfig } = await import("../compile/compile-config.ts");
  const loaded = await loadConfig(context, config);
  refuseUnknownImages(images, loaded.config.images);
  try {
    const replaced = Object.keys(images?.references ?? {});
    return compileConfig(loaded.config, { today: todayOf(context), ...options, replaced });
  } catch (error) {
    const { locateMistake } = await import("./locate-mistake.ts");
    throw locateMistake(error, loaded.file, loaded.inline);
  }
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
