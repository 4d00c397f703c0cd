/** At most `limit` characters of a text, so that a message about a megabyte stays a message. */
export function shorten(text: string, limit = 120): string {
  return text.length <= limit ? text : `${text.slice(0, limit)}… (${text.length} characters)`;
}
