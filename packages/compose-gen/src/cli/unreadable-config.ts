import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { ComposeGenError, type ErrorParts, thrownText } from "../errors.ts";
import { shorten } from "../shorten.ts";
import { lineInFolder } from "./line-in-folder.ts";
import type { ConfigFile } from "./read-config.ts";

type Advice = Omit<ErrorParts, "code" | "what">;

/** The error for a configuration that cannot be read. */
export function unreadable(file: ConfigFile, advice: Advice, cause?: unknown): ComposeGenError {
  return new ComposeGenError(
    { code: "CONFIG_UNREADABLE", what: "The configuration cannot be read.", where: file.shown, ...advice },
    { cause },
  );
}

/** Tells apart why Node.js does not load a file; what it throws for each was seen on Node.js 20 and 24. */
export function explainUnreadable(file: ConfigFile, error: unknown): ComposeGenError {
  return unreadable(file, adviceFor(file, error), error);
}

function adviceFor(file: ConfigFile, error: unknown): Advice {
  if (!(error instanceof Error))
    return { evidence: `it throws ${shorten(thrownText(error))}`, next: "Correct the file." };
  const { code, message, stack = "" } = error as NodeJS.ErrnoException;
  if (code === "ERR_UNKNOWN_FILE_EXTENSION" && /\.[cm]?ts$/.test(file.path))
    return {
      evidence: firstLine(message),
      cause: `This Node.js (${process.versions.node}) loads no TypeScript.`,
      next: "Use Node.js 22.18 or newer, or write the configuration in JavaScript: `compose-gen init --js`",
    };
  if (code === "ERR_MODULE_NOT_FOUND" || code === "MODULE_NOT_FOUND") return missing(file, error);
  if (/^ERR_IMPORT_(?:ATTRIBUTE|ASSERTION_TYPE)_MISSING$/.test(code ?? "")) {
    const imported = toPath(/"(file:[^"]+)"/.exec(message)?.[1] ?? "");
    return {
      evidence: `it imports ${imported === undefined ? "JSON" : beside(file, imported)} without its type`,
      next: 'Write `with { type: "json" }` after the name of a JSON file that is imported.',
    };
  }
  if (code === "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX")
    return {
      ...placed(file, stack),
      evidence: firstLine(message),
      next: "Write it without what TypeScript would have to generate code for: no enum, namespace or parameter property.",
    };
  if (error.name === "SyntaxError") return syntax(file, error, stack);
  const line = lineInFolder(error, dirname(file.path));
  return {
    ...(line ? { where: join(dirname(file.shown), line) } : {}),
    evidence: `it throws: ${shorten(firstLine(message), 1_000)}`,
    next: "Correct the file.",
  };
}

/** A package that is not installed, or a file that an import names. */
function missing(file: ConfigFile, error: Error & { url?: string }): Advice {
  const name = /^Cannot find package '([^']+)'/.exec(error.message)?.[1];
  if (name)
    return {
      evidence: `the package "${name}" is not installed`,
      next: `Run \`npm install\` in ${folderOf(file)}${name === "@unicity-sphere/compose-gen" ? "" : `; if package.json does not name it: \`npm install --save-dev ${name}\``}.`,
    };
  const path =
    error.url === undefined ? /^Cannot find module '([^']+)'/.exec(error.message)?.[1] : toPath(error.url);
  if (path === undefined) return { evidence: firstLine(error.message), next: "Correct the import." };
  const shown = beside(file, path);
  return {
    evidence: `it imports ${shown}, which does not exist`,
    next: `Create ${shown}, or correct the import.${contentOf(path)}`,
  };
}

function syntax(file: ConfigFile, error: Error, stack: string): Advice {
  // Node.js quotes a short file whole: only what is wrong with it is shown.
  const text = error.message.replace(/, (?:\.\.\.)?"[\s\S]*" is not valid JSON$/, "");
  const imported = /^(?:file:\/\/)?(\/.+?\.json): /.exec(text)?.[1];
  const where = imported ?? (file.path.endsWith(".json") ? file.path : undefined);
  if (where)
    return {
      where: where === file.path ? file.shown : beside(file, where),
      evidence: `it is no JSON: ${shorten(firstLine(text).replace(`${imported}: `, ""))}`,
      next: `Correct the file.${contentOf(where)}`,
    };
  return { ...placed(file, stack), evidence: firstLine(text), next: "Correct the syntax." };
}

/** What an empty lock holds, where a lock is meant. */
function contentOf(path: string): string {
  return basename(path).endsWith(".lock.json")
    ? ' An empty lock holds { "lockVersion": 1, "images": {} }; `compose-gen lock --update` fills it.'
    : "";
}

/** The line before the quoted source with which a syntax error's stack starts. */
function placed(file: ConfigFile, stack: string): { where?: string } {
  const [, path = "", line] = /^(?:file:\/\/)?(\/[^\n]+):(\d+)\n/.exec(stack) ?? [];
  if (!line) return {};
  return { where: `${path === file.path ? file.shown : beside(file, path)}:${line}` };
}

/** Another file as the reader knows it. */
function beside(file: ConfigFile, path: string): string {
  return join(dirname(file.shown), relative(dirname(file.path), path));
}

function folderOf({ shown }: ConfigFile): string {
  const folder = dirname(shown);
  return folder === "." ? "this folder" : folder;
}

function toPath(url: string): string | undefined {
  return url.startsWith("file:") ? fileURLToPath(url) : undefined;
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? "";
}
