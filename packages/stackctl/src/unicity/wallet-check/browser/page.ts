import { askHttp, type HttpAnswer } from "../../../checks/http-client.ts";
import { refusedPreflight, refusedRead, unsafeHeaders } from "./cors.ts";
import { isMixedContent } from "./mixed-content.ts";
import { Unusable } from "./unusable.ts";

/** A page that asks, and how long it waits. */
export interface Page {
  /** Scheme, host and port, e.g. `https://sphere.unicity.network`. */
  origin: string;
  /** For one `fetch` with its preflight and redirects, ms. */
  timeoutMs: number;
  signal: AbortSignal;
}

/** Arguments of a `fetch` without credentials. */
export interface PageRequest {
  method?: "GET" | "POST";
  headers?: Readonly<Record<string, string>>;
  body?: string;
}

/** Browsers follow 20; nobody means that many. */
const MOST_REDIRECTS = 5;

const ANSWER_CORS =
  "Let the service, or the proxy before it, send Access-Control-Allow-Origin with each answer, and answer OPTIONS.";

/**
 * Asks as the script of a page does, and keeps back what a browser keeps back: mixed content is not asked for, a
 * preflight goes first where the Fetch standard wants one, and the answer has to allow the page's origin.
 *
 * @throws NoAnswer, Unusable
 */
export async function askAsPage(url: string, request: PageRequest, page: Page): Promise<HttpAnswer> {
  const end = performance.now() + page.timeoutMs;
  let step = { url, request, origin: page.origin };
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
    const rest = { ...page, origin: step.origin, timeoutMs: Math.max(1, Math.ceil(end - performance.now())) };
    const answer = await exchange(step.url, step.request, rest);
    const target = redirectTarget(answer, step.url);
    if (target === undefined) return answer;
    step = { url: target, ...redirected(step, answer.status, target) };
  }
  throw new Unusable(
    "TOO_MANY_REDIRECTS",
    `${url}: more than ${MOST_REDIRECTS} redirects`,
    "Name the last one.",
  );
}

/**
 * The preflight alone; nothing when a browser would send none.
 *
 * @throws NoAnswer, Unusable
 */
export async function askPreflight(url: string, request: PageRequest, page: Page): Promise<void> {
  refuseMixedContent(url, page.origin);
  const names = unsafeHeaders(request.headers);
  if (names.length === 0 || new URL(url).origin === page.origin) return;
  const answer = await askHttp(url, {
    method: "OPTIONS",
    headers: {
      origin: page.origin,
      "access-control-request-method": request.method ?? "GET",
      "access-control-request-headers": names.join(","),
    },
    timeoutMs: page.timeoutMs,
    signal: page.signal,
  });
  const refused = refusedPreflight(answer, names, page.origin);
  if (refused === undefined) return;
  throw new Unusable("PREFLIGHT_REFUSED", `OPTIONS ${url}: ${answer.status}, ${refused}`, ANSWER_CORS);
}

/** @throws Unusable `MIXED_CONTENT` */
export function refuseMixedContent(url: string, origin: string): void {
  if (!isMixedContent(origin, url)) return;
  throw new Unusable(
    "MIXED_CONTENT",
    `${url} is not encrypted, and the page is: browsers do not ask there`,
    "Serve it over TLS (https:, wss:), or use an app that is served from this machine over http.",
  );
}

async function exchange(url: string, request: PageRequest, page: Page): Promise<HttpAnswer> {
  await askPreflight(url, request, page);
  const { method = "GET", headers, body } = request;
  const answer = await askHttp(url, {
    method,
    headers: { ...headers, origin: page.origin },
    ...(body !== undefined && { body }),
    timeoutMs: page.timeoutMs,
    signal: page.signal,
  });
  const refused = new URL(url).origin === page.origin ? undefined : refusedRead(answer, page.origin);
  if (refused === undefined) return answer;
  throw new Unusable("CORS_MISSING", `${method} ${url}: ${answer.status}, ${refused}`, ANSWER_CORS);
}

function redirectTarget({ status, headers }: HttpAnswer, url: string): string | undefined {
  const { location } = headers;
  if (![301, 302, 303, 307, 308].includes(status) || typeof location !== "string") return undefined;
  return URL.canParse(location, url) ? new URL(location, url).href : undefined;
}

/** A POST becomes a GET unless the status says otherwise; a second foreign origin does not learn the page's. */
function redirected(
  { url, request, origin }: { url: string; request: PageRequest; origin: string },
  status: number,
  target: string,
): { request: PageRequest; origin: string } {
  const here = new URL(url).origin;
  const leaves = here !== origin && new URL(target).origin !== here;
  const keeps = request.method !== "POST" || status === 307 || status === 308;
  return { request: keeps ? request : {}, origin: leaves ? "null" : origin };
}
