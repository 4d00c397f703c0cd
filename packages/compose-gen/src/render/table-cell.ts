/** Text for a cell of a Markdown table. */
export function cell(text = ""): string {
  return text.replaceAll("|", "\\|");
}
