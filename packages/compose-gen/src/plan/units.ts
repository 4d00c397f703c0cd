const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Milliseconds as Compose writes a duration: `1m30s`, `1.5s`, `500ms`, `1h0m0s`. */
export function duration(milliseconds: number): string {
  if (milliseconds < 1_000) return `${milliseconds}ms`;
  const hours = Math.floor(milliseconds / HOUR);
  const minutes = Math.floor((milliseconds % HOUR) / MINUTE);
  const seconds = (milliseconds % MINUTE) / 1_000;
  const parts = [hours > 0 ? `${hours}h` : "", hours > 0 || minutes > 0 ? `${minutes}m` : "", `${seconds}s`];
  return parts.join("");
}

/** A size in bytes as text with the largest binary unit that divides it: 268435456 → `256m`. Text stays as it is. */
export function size(bytes: number | string): string {
  if (typeof bytes === "string") return bytes;
  for (const [unit, factor] of [
    ["g", 2 ** 30],
    ["m", 2 ** 20],
    ["k", 2 ** 10],
  ] as const)
    if (bytes % factor === 0) return `${bytes / factor}${unit}`;
  return String(bytes);
}

/** A size such as `256m` in bytes. */
export function sizeInBytes(text: string): number {
  const factor = { k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 }[text.at(-1) ?? ""];
  return factor ? Number(text.slice(0, -1)) * factor : Number(text);
}
