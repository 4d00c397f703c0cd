/** A text from outside as one short quoted line: nothing in it can move a cursor or pretend to be output of ours. */
export function shownText(value: unknown): string {
  return JSON.stringify(String(value).slice(0, 100)).replace(/[^ -~]/g, "?");
}
