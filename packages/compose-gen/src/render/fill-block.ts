import { ComposeGenError } from "../errors.ts";

/** Name of a block → what it is filled with. */
type Tables = Readonly<Record<string, () => string>>;

/**
 * `text` with what lies between `<!-- marker -->` and `<!-- /marker -->` replaced by `content` on lines of its own.
 *
 * @param where the file, for the message
 * @throws ComposeGenError `MARKER_MISSING` when one of the markers is absent, doubled, or they are in the wrong order
 */
export function fillBlock(text: string, marker: string, content: string, where?: string): string {
  const open = `<!-- ${marker} -->`;
  const close = `<!-- /${marker} -->`;
  const start = text.indexOf(open);
  const end = text.indexOf(close);
  const once = text.indexOf(open, start + 1) === -1 && text.indexOf(close, end + 1) === -1;
  if (start === -1 || end < start || !once)
    throw new ComposeGenError({
      code: "MARKER_MISSING",
      ...(where === undefined ? {} : { where }),
      what: `The text does not hold the block "${marker}" exactly once.`,
      evidence: `${open} at ${start}, ${close} at ${end}`,
      next: `Write ${open} and ${close} around the place.`,
    });
  return `${text.slice(0, start + open.length)}\n${content.trim()}\n${text.slice(end)}`;
}

/** True when the text has a marker of a block, be it only one of both. */
export function hasBlock(text: string, marker: string): boolean {
  return text.includes(`<!-- ${marker} -->`) || text.includes(`<!-- /${marker} -->`);
}

/**
 * A text with the blocks that it has filled by their tables; see {@link fillBlock}.
 *
 * @throws ComposeGenError `MARKER_MISSING` when it has none of them
 */
export function fillBlocks(text: string, tables: Tables, where?: string): string {
  const present = Object.entries(tables).filter(([marker]) => hasBlock(text, marker));
  if (present.length === 0) {
    const [marker = ""] = Object.keys(tables);
    throw new ComposeGenError({
      code: "MARKER_MISSING",
      ...(where === undefined ? {} : { where }),
      what: "The text has no block to fill.",
      evidence: `blocks: ${Object.keys(tables).join(", ")}`,
      next: `Write <!-- ${marker} --> and <!-- /${marker} --> around the place.`,
    });
  }
  return present.reduce((filled, [marker, table]) => fillBlock(filled, marker, table(), where), text);
}
