import type { Lock } from "../model/lock.ts";

const WIDTH = 110;

/**
 * The text of `images.lock.json`: keys sorted, fields in a fixed order, lists on one line where they fit, so that a
 * formatter finds nothing to change and a diff shows only what changed.
 */
export function lockText(lock: Lock): string {
  const images = Object.fromEntries(
    Object.keys(lock.images)
      .sort()
      .map((key) => {
        const entry = lock.images[key] as Lock["images"][string];
        const { reference, digest, mediaType, platforms, source, resolvedAt, verified, waiver } = entry;
        return [key, { reference, digest, mediaType, platforms, source, resolvedAt, verified, waiver }];
      }),
  );
  const text = JSON.stringify({ lockVersion: lock.lockVersion, images }, null, 2);
  return `${text.replace(/^( *"platforms": )\[\n([^\]]*)\](,?)$/gm, onOneLine)}\n`;
}

function onOneLine(whole: string, start: string, list: string, end: string): string {
  const line = `${start}[${list.trim().replace(/\s*\n\s*/g, " ")}]${end}`;
  return line.length <= WIDTH ? line : whole;
}
