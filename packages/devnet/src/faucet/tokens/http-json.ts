import { Agent as HttpAgent, request as httpRequest } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";

/** No answer, a broken connection, or an HTTP status that a later attempt may change. */
export class ServiceUnavailable extends Error {}

const MAX_ANSWER_BYTES = 8 * 1024 * 1024;
const httpAgent = new HttpAgent({ keepAlive: true, maxSockets: 16 });
const httpsAgent = new HttpsAgent({ keepAlive: true, maxSockets: 16 });

export interface JsonRequest {
  method: "GET" | "POST";
  body?: unknown;
  headers?: Record<string, string>;
  /** Whole exchange, ms. */
  timeoutMs: number;
  /** Ends the exchange early. */
  signal?: AbortSignal | undefined;
}

/**
 * One HTTP exchange with a JSON answer. `node:http` instead of `fetch` saves about 15 MB of memory.
 *
 * @throws ServiceUnavailable for network errors, time-outs, statuses other than 2xx and answers that are not JSON
 */
export async function requestJson(url: string, options: JsonRequest): Promise<unknown> {
  const { status, text } = await exchange(new URL(url), options);
  if (status < 200 || status > 299) {
    throw new ServiceUnavailable(`${url} answered HTTP ${status}: ${text.slice(0, 200)}`);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new ServiceUnavailable(`${url} answered no JSON: ${text.slice(0, 100)}`);
  }
}

function exchange(url: URL, options: JsonRequest): Promise<{ status: number; text: string }> {
  const secure = url.protocol === "https:";
  const body = options.body === undefined ? undefined : JSON.stringify(options.body);
  const timeout = AbortSignal.timeout(options.timeoutMs);
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => reject(new ServiceUnavailable(`${url.href}: ${error.message}`));
    const request = (secure ? httpsRequest : httpRequest)(url, {
      method: options.method,
      agent: secure ? httpsAgent : httpAgent,
      signal: options.signal ? AbortSignal.any([timeout, options.signal]) : timeout,
      headers: {
        ...(body === undefined
          ? {}
          : { "content-type": "application/json", "content-length": Buffer.byteLength(body) }),
        ...options.headers,
      },
    });
    request.on("error", fail);
    request.on("response", (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on("data", (chunk: Buffer) => {
        size += chunk.length;
        if (size > MAX_ANSWER_BYTES) request.destroy(new Error("the answer is too large"));
        else chunks.push(chunk);
      });
      response.on("error", fail);
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString("utf8") }),
      );
    });
    request.end(body);
  });
}
