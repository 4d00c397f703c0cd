import { type Document, LineCounter, parseAllDocuments } from "yaml";
import { ComposeGenError, isComposeGenError } from "../../errors.ts";
import type { DocumentPath } from "../finding.ts";
import { printableLines } from "../report/printable.ts";
import type { LintDocument } from "./document.ts";
import { lineOfPath } from "./lines.ts";
import { mergeDocuments } from "./merge-documents.ts";
import { applyMergeTags } from "./merge-tags.ts";
import { normalise } from "./normalise.ts";

/** A Compose file read from text. */
export interface ComposeText {
  document: LintDocument;
  /** The values as they stand in the file, anchors and merge keys resolved, several documents merged as Compose does it. */
  content: unknown;
  lineOf(path: DocumentPath): number | undefined;
}

/**
 * Reads a Compose file of any origin: YAML with anchors and merge keys, or JSON.
 *
 * @param shown name of the file for messages
 * @throws ComposeGenError `COMPOSE_FILE_INVALID` when it is no YAML, or no Compose file
 */
export function readCompose(text: string, shown: string): ComposeText {
  const counter = new LineCounter();
  const { documents, content } = parse(text, shown, counter);
  if (!isCompose(content)) throw unreadable(shown, "it has no `services`");
  const lineOf = (path: DocumentPath) => lineOfPath(documents, counter, path);
  try {
    return { document: normalise(content), content, lineOf };
  } catch (error) {
    throw isComposeGenError(error) ? new ComposeGenError({ ...error.parts, where: shown }) : error;
  }
}

function parse(text: string, shown: string, lineCounter: LineCounter) {
  try {
    const parsed = parseAllDocuments(text, { merge: true, lineCounter, logLevel: "silent" });
    const documents: Document.Parsed[] = "empty" in parsed ? [] : parsed;
    const problem = documents.flatMap(({ errors }) => errors)[0];
    if (problem) throw unreadable(shown, problem.message, problem.linePos?.[0].line);
    const values = documents.map((document) => {
      const replaced = applyMergeTags(document.contents);
      return { replaced, content: document.toJS({ maxAliasCount: 1_000 }) };
    });
    return { documents, content: mergeDocuments(values) };
  } catch (error) {
    if (isComposeGenError(error)) throw error;
    // Deeper than the stack of this program reaches, and than Compose reads.
    const tooDeep = error instanceof RangeError;
    throw unreadable(shown, tooDeep ? "it is nested too deeply" : (error as Error).message);
  }
}

function isCompose(content: unknown): boolean {
  const services = (content as { services?: unknown } | null | undefined)?.services;
  return typeof services === "object" && services !== null && !Array.isArray(services);
}

function unreadable(shown: string, evidence: string, line?: number): ComposeGenError {
  return new ComposeGenError({
    code: "COMPOSE_FILE_INVALID",
    what: "The file cannot be read as a Compose file.",
    where: line === undefined ? shown : `${shown}:${line}`,
    evidence: printableLines(evidence),
    next: "Correct it; `docker compose config` shows how Compose reads it.",
  });
}
