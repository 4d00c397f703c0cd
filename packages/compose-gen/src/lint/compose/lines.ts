import { type Document, isAlias, isMap, isScalar, isSeq, type LineCounter, type Node } from "yaml";
import type { DocumentPath } from "../finding.ts";

/**
 * The line of the deepest key or item on a path that the text itself holds. Of a file of several documents it is that of
 * the document that goes deepest, the last of them; an item of a list, which may have moved, is then that of its list.
 */
export function lineOfPath(
  documents: readonly Document.Parsed[],
  counter: LineCounter,
  path: DocumentPath,
): number | undefined {
  const [only, ...others] = documents;
  if (only && others.length === 0) return deepest(only, counter, path).line;
  const item = path.findIndex((step) => typeof step === "number");
  const steps = item < 0 ? path : path.slice(0, item);
  const found = documents.map((document) => deepest(document, counter, steps)).reverse();
  const depth = Math.max(...found.map((place) => place.depth));
  return found.find((place) => place.depth === depth)?.line;
}

function deepest(document: Document.Parsed, counter: LineCounter, path: DocumentPath) {
  let node: unknown = document.contents;
  let line: number | undefined;
  let depth = 0;
  for (const step of path) {
    const [key, value] = childOf(resolved(node, document), step, document);
    const start = (key as Node | undefined)?.range?.[0];
    if (start === undefined) break;
    ({ line } = counter.linePos(start));
    node = value;
    depth++;
  }
  return { line, depth };
}

/** The key (or item) and the value of a step; in a map also what merge keys bring in. */
function childOf(node: unknown, step: string | number, document: Document.Parsed): [unknown, unknown] {
  if (isSeq(node)) return [node.items[Number(step)], node.items[Number(step)]];
  if (!isMap(node)) return [undefined, undefined];
  const named = (name: string) =>
    node.items.find((item) => isScalar(item.key) && (item.key.source ?? String(item.key.value)) === name);
  const pair = named(String(step));
  if (pair) return [pair.key, pair.value];
  const merged = resolved(named("<<")?.value, document);
  for (const source of isSeq(merged) ? merged.items : [merged]) {
    const child = childOf(resolved(source, document), step, document);
    if (child[0] !== undefined) return child;
  }
  return [undefined, undefined];
}

function resolved(node: unknown, document: Document.Parsed): unknown {
  return isAlias(node) ? node.resolve(document) : node;
}
