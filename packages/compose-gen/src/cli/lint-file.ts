import { readFileSync, statSync } from "node:fs";
import { relative, resolve } from "node:path";
import { ComposeGenError } from "../errors.ts";
import { readCompose } from "../lint/compose/read.ts";
import { fileReasons } from "../lint/file-reasons.ts";
import type { LintSubject } from "../lint/subject.ts";
import type { CliContext } from "./context.ts";

/** Larger files are not written by people. */
const maximumBytes = 8 * 1024 * 1024;

/**
 * A Compose file of any origin as lint sees it.
 *
 * @throws ComposeGenError `COMPOSE_FILE_UNREADABLE`, `COMPOSE_FILE_INVALID`
 */
export async function readLintFile(context: CliContext, file: string): Promise<LintSubject> {
  const path = resolve(context.cwd, file);
  const inside = relative(context.cwd, path);
  const shown = inside.startsWith("..") ? file : inside;
  const { document, content, lineOf } = readCompose(readText(path, shown), shown);
  const reasons = fileReasons(content, shown);
  // Only here: what definitions render keeps the schema, which takes long to load.
  const { schemaProblems } = await import("../lint/compose/schema.ts");
  return { file: shown, document, lineOf, facts: {}, reasons, schemaProblems: schemaProblems(content) };
}

function readText(path: string, shown: string): string {
  try {
    const { size } = statSync(path);
    if (size > maximumBytes) throw new Error(`it has ${size} bytes, more than ${maximumBytes}`);
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new ComposeGenError(
      {
        code: "COMPOSE_FILE_UNREADABLE",
        what: "The Compose file cannot be read.",
        where: shown,
        evidence: (error as Error).message,
        next: "Name a Compose file with --file.",
      },
      { cause: error },
    );
  }
}
