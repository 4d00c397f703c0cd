import type { HttpAnswer } from "../../../checks/http-client.ts";

/** Request headers that a page may send without asking first (Fetch standard, CORS-safelisted request-header). */
const SAFE_HEADERS = ["accept", "accept-language", "content-language"];

/** Content types that a page may send without asking first. */
const SAFE_CONTENT = /^(application\/x-www-form-urlencoded|multipart\/form-data|text\/plain)\s*(;|$)/i;

/**
 * Names of the headers that a browser asks for with a preflight: lower case, sorted. Empty: it sends none, as GET and
 * POST need no permission themselves.
 */
export function unsafeHeaders(headers: Readonly<Record<string, string>> = {}): string[] {
  return Object.entries(headers)
    .map(([name, value]) => ({ name: name.toLowerCase(), value }))
    .filter(({ name, value }) =>
      name === "content-type" ? !SAFE_CONTENT.test(value) : !SAFE_HEADERS.includes(name),
    )
    .map(({ name }) => name)
    .sort();
}

/** Why a browser keeps an answer from a page of `origin`, asked without credentials; undefined when it does not. */
export function refusedRead({ headers }: HttpAnswer, origin: string): string | undefined {
  const allowed = headers["access-control-allow-origin"];
  if (allowed === "*" || allowed === origin) return undefined;
  return allowed === undefined ? "no Access-Control-Allow-Origin" : `Access-Control-Allow-Origin: ${allowed}`;
}

/** Why a preflight for these headers fails; undefined when the browser goes on. */
export function refusedPreflight(
  answer: HttpAnswer,
  names: readonly string[],
  origin: string,
): string | undefined {
  const { status, headers } = answer;
  const unreadable = refusedRead(answer, origin);
  if (unreadable !== undefined) return unreadable;
  if (status < 200 || status > 299) return `status ${status}`;
  const allowed = String(headers["access-control-allow-headers"] ?? "")
    .split(",")
    .map((name) => name.trim().toLowerCase());
  const missing = names.filter((name) => !allowed.includes(name) && !allowed.includes("*"));
  return missing.length > 0 ? `no ${missing.join(", ")} in Access-Control-Allow-Headers` : undefined;
}
