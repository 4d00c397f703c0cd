/** Line breaks and other control characters, and those that hide text or turn its direction. */
const unprintable = /[\p{Cc}\p{Zl}\p{Zp}\u00AD\u061C\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/gu;

/**
 * Text of a stranger's file as one line that a terminal shows as it is and that a pipeline takes for no command: GitHub Actions
 * runs what follows `::` at the start of a line (after spaces) or `##[` anywhere in it.
 */
export function printable(text: string): string {
  return text
    .replace(unprintable, escaped)
    .replace(/^(\s*):(?=:)/, (_, space: string) => `${space}${escaped(":")}`)
    .replaceAll("##[", `##${escaped("[")}`);
}

/** The same for text of several lines. */
export function printableLines(text: string): string {
  return text.split("\n").map(printable).join("\n");
}

function escaped(character: string): string {
  const short = { "\n": "\\n", "\r": "\\r", "\t": "\\t" }[character];
  return short ?? `\\u{${character.codePointAt(0)?.toString(16)}}`;
}
