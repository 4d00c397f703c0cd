import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { ComposeGenError, isComposeGenError } from "../errors.ts";
import { lineInFolder } from "./line-in-folder.ts";
import { type ConfigFile, isJson } from "./read-config.ts";

/** First step of a path in a configuration → file that holds it as `init` lays them out. */
const besides: Readonly<Record<string, string>> = { images: "images.json", lock: "images.lock.json" };

/**
 * The error of a definition with the file (and line, where the stack shows it) to correct as its place.
 *
 * @param inline keys that the configuration's own file holds
 */
export function locateMistake(error: unknown, file: ConfigFile, inline: readonly string[] = []): unknown {
  if (!isComposeGenError(error)) return error;
  const { code, where = "", evidence = "" } = error.parts;
  if (code === "LINT_FAILED") return relocated(error, file.shown);
  if (code !== "DEFINITION_INVALID") return error;
  if (where === "configuration")
    return relocated(error, filesOf(evidence, file, inline).join(", "), advice(file));
  const folder = dirname(file.path);
  const line = lineInFolder(error, folder);
  const place = line === undefined ? file.shown : join(dirname(file.shown), line);
  return relocated(error, `${place}: ${where}`);
}

function filesOf(evidence: string, file: ConfigFile, inline: readonly string[]): string[] {
  const places = evidence.split("\n").map((line) => {
    const key = /^\w+/.exec(line)?.[0] ?? "";
    const beside = Object.hasOwn(besides, key) && !inline.includes(key) ? besides[key] : undefined;
    if (beside === undefined || !existsSync(join(dirname(file.path), beside))) return file.shown;
    return join(dirname(file.shown), beside);
  });
  return [...new Set(places)];
}

function advice(file: ConfigFile): { next?: string } {
  return isJson(file)
    ? { next: "Correct the fields named above; `compose-gen schema` prints the schema of the file." }
    : {};
}

function relocated(error: ComposeGenError, where: string, more: { next?: string } = {}): ComposeGenError {
  const keepsNext = error.parts.next?.includes("`compose-gen") ?? false;
  return new ComposeGenError({ ...error.parts, ...(keepsNext ? {} : more), where }, { cause: error });
}
