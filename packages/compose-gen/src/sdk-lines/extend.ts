import type { ConfigInput } from "../model/config.ts";
import { parse } from "../model/parse.ts";
import { EXTENSION } from "./extension.ts";
import { resolveSdkLine } from "./resolve.ts";
import { sdkLines } from "./rows.ts";

/**
 * The part of a configuration that comes from its SDK lines: a generation for each supported line, and the line of
 * `sdk` (`0.6.14` or `package@version`) as the default. Spread it into `defineConfig`.
 *
 * @throws ComposeGenError `DEFINITION_INVALID`, `SDK_UNKNOWN`, `SDK_UNSUPPORTED`
 */
export function generationsOf(
  rows: unknown,
  sdk: string,
): Required<Pick<ConfigInput, "generations" | "defaultGeneration" | "extensions">> {
  const lines = parse(sdkLines, rows, "SDK lines");
  return {
    generations: lines
      .filter((line) => line.status !== "unsupported")
      .map(({ id, title, images }) => ({ id, title, images })),
    defaultGeneration: resolveSdkLine(lines, sdk).id,
    extensions: { [EXTENSION]: lines },
  };
}
