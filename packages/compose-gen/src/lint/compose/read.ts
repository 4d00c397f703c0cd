import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import { ComposeGenError } from "../../errors.ts";
import type { DocumentPath } from "../finding.ts";
import type { LintDocument } from "./document.ts";
import { normalise } from "./normalise.ts";

/** A Compose file read from text. */
export interface ComposeText {
  document: LintDocument;
  /** The values as they stand in the file, anchors and merge keys resolved. */
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
  const yaml = parseDocument(text, { merge: true, lineCounter: counter, logLevel: "silent" });
  const [problem] = yaml.errors;
  if (problem) throw unreadable(shown, problem.message, problem.linePos?.[0].line);
  let content: unknown;
  try {
    content = yaml.toJS({ maxAliasCount: 1_000 });
  } catch (error) {
    throw unreadable(shown, (error as Error).message);
  }
  if (!isCompose(content)) throw unreadable(shown, "it has no `services`");
  return { document: normalise(content), content, lineOf: (path) => lineOf(yaml, counter, path) };
}

function isCompose(content: unknown): boolean {
  const services = (content as { services?: unknown } | null | undefined)?.services;
  return typeof services === "object" && services !== null && !Array.isArray(services);
}

/** The line of the deepest key or item on the path that the text itself holds. */
function lineOf(yaml: Document.Parsed, counter: LineCounter, path: DocumentPath): number | undefined {
  let node: unknown = yaml.contents;
  let line: number | undefined;
  for (const step of path) {
    const [key, value] = childOf(resolved(node, yaml), step, yaml);
    const start = (key as Node | undefined)?.range?.[0];
    if (start === undefined) break;
    ({ line } = counter.linePos(start));
    node = value;
  }
  return line;
}

/** The key (or item) and the value of a step; in a map also what merge keys bring in. */
function childOf(node: unknown, step: string | number, yaml: Document.Parsed): [unknown, unknown] {
  if (isSeq(node)) return [node.items[Number(step)], node.items[Number(step)]];
  if (!isMap(node)) return [undefined, undefined];
  const named = (name: string) =>
    node.items.find((item) => isScalar(item.key) && (item.key.source ?? String(item.key.value)) === name);
  const pair = named(String(step));
  if (pair) return [pair.key, pair.value];
  const merged = resolved(named("<<")?.value, yaml);
  for (const source of isSeq(merged) ? merged.items : [merged]) {
    const child = childOf(resolved(source, yaml), step, yaml);
    if (child[0] !== undefined) return child;
  }
  return [undefined, undefined];
}

function resolved(node: unknown, yaml: Document.Parsed): unknown {
  return isAlias(node) ? node.resolve(yaml) : node;
}

function unreadable(shown: string, evidence: string, line?: number): ComposeGenError {
  return new ComposeGenError({
    code: "COMPOSE_FILE_INVALID",
    what: "The file cannot be read as a Compose file.",
    where: line === undefined ? shown : `${shown}:${line}`,
    evidence,
    next: "Correct it; `docker compose config` shows how Compose reads it.",
  });
}
