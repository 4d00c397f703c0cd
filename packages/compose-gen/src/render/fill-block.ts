import { ComposeGenError } from "../errors.ts";

/**
 * `text` with what lies between `<!-- marker -->` and `<!-- /marker -->` replaced by `content` on lines of its own.
 *
 * @throws ComposeGenError `MARKER_MISSING` when one of the markers is absent, doubled, or they are in the wrong order
 */
export function fillBlock(text: string, marker: string, content: string): string {
  const open = `<!-- ${marker} -->`;
  const close = `<!-- /${marker} -->`;
  const start = text.indexOf(open);
  const end = text.indexOf(close);
  const once = text.indexOf(open, start + 1) === -1 && text.indexOf(close, end + 1) === -1;
  if (start === -1 || end < start || !once)
    throw new ComposeGenError({
      code: "MARKER_MISSING",
      what: `The text does not hold the block "${marker}" exactly once.`,
      evidence: `${open} at ${start}, ${close} at ${end}`,
      next: `Write ${open} and ${close} around the place.`,
    });
  return `${text.slice(0, start + open.length)}\n${content.trim()}\n${text.slice(end)}`;
}

/** True when the text has the opening marker of a block. */
export function hasBlock(text: string, marker: string): boolean {
  return text.includes(`<!-- ${marker} -->`);
}

/** A text with the blocks that it has filled by their tables; see {@link fillBlock}. */
export function fillBlocks(text: string, tables: Readonly<Record<string, () => string>>): string {
  return Object.entries(tables).reduce(
    (filled, [marker, table]) => (hasBlock(filled, marker) ? fillBlock(filled, marker, table()) : filled),
    text,
  );
}
