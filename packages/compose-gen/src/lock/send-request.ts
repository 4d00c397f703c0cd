import { isComposeGenError } from "../errors.ts";
import { connectionError, timeoutError } from "./connection-error.ts";
import { readBody } from "./read-body.ts";
import { registryError, shownUrl, untrusted } from "./registry-error.ts";
import { isLoopback } from "./registry-target.ts";

/** How requests are sent; injected so that tests need neither waits nor a network. */
export interface HttpOptions {
  fetch: typeof fetch;
  /** For connecting, redirects, headers and body together, in milliseconds. */
  timeout: number;
  maxBytes: number;
  /** Host (with port) that a mirror variable names with `http://`: only it and loopback are asked in plain text. */
  plainHost?: string | undefined;
  /** Takes the body of a good answer in place of memory; the answer's `body` is empty then. */
  receive?: ((response: Response, url: URL) => Promise<void>) | undefined;
}

export interface HttpAnswer {
  status: number;
  headers: Headers;
  body: Buffer;
  /** Where the answer came from after redirects. */
  url: URL;
}

const MAX_REDIRECTS = 5;

/**
 * A GET request with redirects, which lose `authorization` when they leave the origin and are refused from https to
 * http (RFC 9110 section 15.4, RFC 6750 section 5.3).
 *
 * @throws ComposeGenError `REGISTRY_UNREACHABLE`, `REGISTRY_TIMEOUT`, `REGISTRY_UNTRUSTED`
 */
export async function sendRequest(
  start: URL,
  asked: { authorization?: string | undefined; accept: string; range?: string | undefined },
  http: HttpOptions,
): Promise<HttpAnswer> {
  const signal = AbortSignal.timeout(http.timeout);
  let url = start;
  const { accept, range } = asked;
  let secret = asked.authorization;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    refusePlainText(url, http);
    const headers = {
      accept,
      "accept-encoding": "identity",
      ...(range ? { range } : {}),
      ...(secret ? { authorization: secret } : {}),
    };
    const answer = await exchange(url, headers, signal, http);
    const location = answer.headers.get("location");
    if (![301, 302, 303, 307, 308].includes(answer.status) || location === null) return answer;
    const next = URL.canParse(location, url.href) ? new URL(location, url) : undefined;
    if (!next || !/^https?:$/.test(next.protocol))
      throw untrusted(url, "The registry redirects to no web address.");
    if (url.protocol === "https:" && next.protocol === "http:")
      throw untrusted(url, "The registry redirects from https to plain http.", `to ${next.origin}`);
    if (next.origin !== url.origin) secret = undefined;
    url = next;
  }
  throw untrusted(start, `The registry redirects more than ${MAX_REDIRECTS} times.`, `last to ${url.origin}`);
}

async function exchange(
  url: URL,
  headers: Record<string, string>,
  signal: AbortSignal,
  http: HttpOptions,
): Promise<HttpAnswer> {
  try {
    const response = await http.fetch(url, { headers, redirect: "manual", signal });
    const { status, headers: answered } = response;
    if (!http.receive || !response.ok)
      return { status, headers: answered, body: await readBody(response, url, http.maxBytes), url };
    await http.receive(response, url);
    return { status, headers: answered, body: Buffer.alloc(0), url };
  } catch (error) {
    if (isComposeGenError(error)) throw error;
    if (signal.aborted) throw timeoutError(url, http.timeout);
    throw connectionError(url, error);
  }
}

function refusePlainText(url: URL, { plainHost }: HttpOptions): void {
  if (url.protocol === "https:" || isLoopback(url.hostname) || url.host === plainHost) return;
  throw registryError("REGISTRY_UNTRUSTED", {
    what: "The request would go over plain http to another machine.",
    where: shownUrl(url),
    cause: "The registry, or its token service, names an http:// address.",
    next: "Use https; only a mirror variable with http:// permits plain text, and only to its own host.",
  });
}
