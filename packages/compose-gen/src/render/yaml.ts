import { Document, isScalar, Scalar, visit } from "yaml";

/**
 * All but the characters that survive as plain or block text in every YAML reader: printable ASCII, newline, and
 * letters beyond it. Tabs, carriage returns, control, separator and direction characters are escaped in quotes.
 */
const unsafe =
  /[^\n\x20-\x7e\u00a1-\u00ac\u00ae-\u061b\u061d-\u1fff\u2030-\u205e\u2070-\ud7ff\uf900-\ufdcf\u{10000}-\u{1fffd}]/u;
const everyUnsafe = new RegExp(unsafe, "gu");

/**
 * Plain scalars that some YAML reader takes for something else than text, beyond what the 1.1 schema lists. The reader
 * of Compose (go-yaml) drops every `_` of a number, also behind its sign, takes a sign behind its base, and reads times
 * as Go does.
 */
const surprising =
  /^(?:<<|=|[-+]?_*0_*[xXbBoO][-+0-9a-fA-F_]*|[-+.0-9][0-9_:.eE+-]*|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt ].*)?)$/;

/** A value as YAML 1.2 that a YAML 1.1 reader understands the same way. Same value, same bytes. */
export function toYaml(value: unknown): string {
  const document = new Document(value, { compat: "yaml-1.1", aliasDuplicateObjects: false });
  visit(document, {
    Scalar(key, node, path) {
      if (typeof node.value === "string") node.type = styleOf(node.value, key === "key");
      else if (typeof node.value === "number" && keyOf(path) === "mode") node.format = "OCT";
    },
  });
  const text = document.toString({
    lineWidth: 0,
    blockQuote: "literal",
    indentSeq: true,
    doubleQuotedAsJSON: true,
  });
  // JSON leaves some of them as they are; every text that has one is in double quotes here.
  return escapeUnsafe(text);
}

/** A text in which every character that a YAML reader may refuse, drop or take for a line break is `\\uXXXX`. */
export function escapeUnsafe(text: string): string {
  return text.replace(everyUnsafe, escaped);
}

function escaped(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16);
  return code.length > 4 ? `\\U${code.padStart(8, "0")}` : `\\u${code.padStart(4, "0")}`;
}

function styleOf(text: string, isKey: boolean): Scalar.Type {
  if (isKey) return surprising.test(text) ? Scalar.QUOTE_DOUBLE : Scalar.PLAIN;
  if (unsafe.test(text)) return Scalar.QUOTE_DOUBLE;
  if (text.includes("\n")) {
    const block = !/^[\s]|[ ]\n|[ ]$/.test(text) && text.trim() !== "";
    return block ? Scalar.BLOCK_LITERAL : Scalar.QUOTE_DOUBLE;
  }
  return surprising.test(text) ? Scalar.QUOTE_DOUBLE : Scalar.PLAIN;
}

function keyOf(path: readonly unknown[]): unknown {
  const pair = path.at(-1) as { key?: unknown } | undefined;
  return isScalar(pair?.key) ? pair.key.value : undefined;
}
