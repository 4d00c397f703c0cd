import { isMap, isNode, isScalar, isSeq, type Node, Scalar } from "yaml";
import type { DocumentPath } from "../finding.ts";

/**
 * Takes the merge tags of the Compose specification as Compose does: the value of `!reset` is removed, whatever it is, and
 * `!override` replaces instead of merging.
 *
 * @returns the paths of both, as JSON
 */
export function applyMergeTags(contents: Node | null): Set<string> {
  const replaced = new Set<string>();
  applyInside(contents, [], replaced);
  return replaced;
}

function applyInside(node: unknown, path: DocumentPath, replaced: Set<string>): void {
  if (!isMap(node) && !isSeq(node)) return;
  for (const [index, item] of node.items.entries()) {
    const pair = isMap(node) ? (item as { key: unknown; value: unknown }) : undefined;
    const step = pair ? String(isScalar(pair.key) ? pair.key.value : pair.key) : index;
    const value = pair ? pair.value : item;
    const tag = isNode(value) ? value.tag : undefined;
    if (tag === "!override" || tag === "!reset") replaced.add(JSON.stringify([...path, step]));
    if (tag !== "!reset") applyInside(value, [...path, step], replaced);
    else if (pair) pair.value = nothing(value as Node);
    else node.items[index] = nothing(value as Node) as never;
  }
}

/** In its place, and under its anchor. */
function nothing({ range, anchor }: Node & { anchor?: string }): Scalar {
  const scalar = new Scalar(null);
  if (range) scalar.range = range;
  if (anchor !== undefined) scalar.anchor = anchor;
  return scalar;
}
