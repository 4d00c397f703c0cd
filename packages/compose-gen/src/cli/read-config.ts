import { readFileSync, statSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { isComposeGenError } from "../errors.ts";
import { explainUnreadable, unreadable } from "./unreadable-config.ts";

/** A file that the command line names. */
export interface ConfigFile {
  /** Absolute. */
  path: string;
  /** As the reader knows it. */
  shown: string;
}

/**
 * What a configuration file holds, unchecked: the content of a `.json` file, else the default export.
 *
 * @throws ComposeGenError `CONFIG_UNREADABLE`; whatever the file itself throws as one
 */
export async function readConfig(file: ConfigFile): Promise<unknown> {
  refuseOthers(file);
  let content: unknown;
  try {
    content = isJson(file)
      ? JSON.parse(readFileSync(file.path, "utf8"))
      : ((await import(pathToFileURL(file.path).href)) as { default?: unknown }).default;
  } catch (error) {
    throw isComposeGenError(error) ? error : explainUnreadable(file, error);
  }
  refuseNoValue(file, content);
  return content;
}

/** True for a configuration that is JSON. */
export function isJson({ path }: ConfigFile): boolean {
  return path.endsWith(".json");
}

/** What cannot be a configuration, by its name and kind. */
function refuseOthers(file: ConfigFile): void {
  const status = statSync(file.path, { throwIfNoEntry: false });
  if (!status)
    throw unreadable(file, {
      evidence: "no such file",
      next: "Correct the path after --config, or write a configuration to start from: `compose-gen init DIR`",
    });
  if (!/\.(?:[cm]?[jt]s|json)$/.test(file.path) || !status.isFile())
    throw unreadable(file, {
      evidence: status.isFile() ? "it is neither TypeScript, JavaScript nor JSON" : "it is no file",
      next: "Give a .ts, .js or .mjs file with a default export, or a .json file.",
    });
}

function refuseNoValue(file: ConfigFile, content: unknown): void {
  const next = "Write `export default defineConfig({ … })`";
  if (content === undefined)
    throw unreadable(file, { evidence: "it has no default export", next: `${next}.` });
  if (typeof content === "function")
    throw unreadable(file, {
      evidence: "its default export is a function",
      next: `${next}: what the function returns, not the function.`,
    });
  if (content instanceof Promise)
    throw unreadable(file, {
      evidence: "its default export is a promise",
      next: "Wait for it in the file: `export default await …`",
    });
}
