import { isComposeGenError } from "@unicity-sphere/compose-gen";
import {
  connectionError,
  type HttpAnswer,
  isLoopback,
  MAX_BODY_BYTES,
  readBody,
  sendRequest,
  timeoutError,
  untrusted,
} from "@unicity-sphere/compose-gen/registry";

/** One request to a registry. */
export interface Request {
  method: "GET" | "HEAD" | "POST" | "PUT";
  url: URL;
  headers?: Readonly<Record<string, string>>;
  body?: Blob | Buffer;
}

export interface ExchangeOptions {
  fetch: typeof fetch;
  /** For one request, milliseconds; uploads get more by their size. */
  timeout: number;
}

/** The slowest line that an upload may have, bytes per millisecond. */
const SLOWEST = 50;

/**
 * Sends one request. Redirects of a question are followed; anything else is answered by the host that was asked.
 *
 * @throws ComposeGenError `REGISTRY_UNREACHABLE`, `REGISTRY_TIMEOUT`, `REGISTRY_UNTRUSTED`
 */
export async function exchange(
  { method, url, headers = {}, body }: Request,
  authorization: string | undefined,
  options: ExchangeOptions,
): Promise<HttpAnswer> {
  if (method === "GET")
    return sendRequest(
      url,
      { authorization, accept: headers.accept ?? "*/*" },
      { ...options, maxBytes: MAX_BODY_BYTES },
    );
  if (url.protocol !== "https:" && !isLoopback(url.hostname))
    throw untrusted(url, "The request would go over plain http to another machine.");
  const size = body instanceof Blob ? body.size : (body?.length ?? 0);
  const limit = Math.round(options.timeout + size / SLOWEST);
  const signal = AbortSignal.timeout(limit);
  try {
    const response = await options.fetch(url, {
      method,
      headers: { ...headers, ...(authorization ? { authorization } : {}) },
      redirect: "manual",
      signal,
      ...(body ? { body: body instanceof Blob ? body : new Uint8Array(body) } : {}),
    });
    const answer = method === "HEAD" ? Buffer.alloc(0) : await readBody(response, url, MAX_BODY_BYTES);
    return { status: response.status, headers: response.headers, body: answer, url };
  } catch (error) {
    if (isComposeGenError(error)) throw error;
    throw signal.aborted ? timeoutError(url, limit) : connectionError(url, error);
  }
}
