import type { request } from "node:http";
import { createRequire } from "node:module";
import { messageOf, systemCode } from "../errors.ts";

export interface HttpAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

export interface HttpQuestion {
  method?: "GET" | "POST" | "OPTIONS";
  headers?: Record<string, string>;
  body?: string;
  /** For the whole exchange, ms. */
  timeoutMs: number;
  /** Largest body, bytes; default 8 MiB. */
  maxBytes?: number;
  signal?: AbortSignal;
}

/** The other side did not answer: refused, reset, silent past the deadline, or no HTTP. */
export class NoAnswer extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/**
 * One HTTP exchange without a connection pool; of `https:` and `wss:` the certificate is verified.
 *
 * @throws NoAnswer with the code `REFUSED`, `TIMEOUT`, `TOO_LARGE` or `CONNECTION_FAILED`
 */
export async function askHttp(url: string, question: HttpQuestion): Promise<HttpAnswer> {
  const address = httpUrl(url);
  const deadline = AbortSignal.timeout(question.timeoutMs);
  const signal = question.signal ? AbortSignal.any([deadline, question.signal]) : deadline;
  const send = requestOf(address);
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => reject(asNoAnswer(error, deadline.aborted, question.timeoutMs));
    const headers = { ...question.headers, connection: "close" };
    const call = send(
      address,
      { method: question.method ?? "GET", headers, agent: false, signal },
      (response) => {
        const chunks: Buffer[] = [];
        let size = 0;
        response.on("error", fail);
        response.on("data", (chunk: Buffer) => {
          size += chunk.length;
          chunks.push(chunk);
          if (size > (question.maxBytes ?? 8 * 1024 * 1024))
            call.destroy(new NoAnswer("TOO_LARGE", `more than ${question.maxBytes ?? 8_388_608} bytes`));
        });
        response.on("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks),
          }),
        );
      },
    );
    call.on("error", fail);
    call.end(question.body);
  });
}

/** The address to ask over HTTP: a WebSocket service answers HTTP on the same port. */
export function httpUrl(url: string): URL {
  const parsed = new URL(url);
  if (parsed.protocol === "ws:") parsed.protocol = "http:";
  if (parsed.protocol === "wss:") parsed.protocol = "https:";
  return parsed;
}

/**
 * TLS is loaded where it is used only: most verbs ask this machine. Not by `import()`, which reads all that the module
 * has, and so loads `WebSocket` and `fetch` too: 50 ms.
 */
function requestOf({ protocol }: URL): typeof request {
  const load = createRequire(import.meta.url);
  return (load(protocol === "https:" ? "node:https" : "node:http") as typeof import("node:http")).request;
}

function asNoAnswer(error: unknown, timedOut: boolean, timeoutMs: number): unknown {
  if (error instanceof NoAnswer) return error;
  if (timedOut) return new NoAnswer("TIMEOUT", `no answer within ${timeoutMs} ms`, { cause: error });
  if ((error as Error).name === "AbortError") return error;
  const refused = systemCode(error) === "ECONNREFUSED";
  return new NoAnswer(refused ? "REFUSED" : "CONNECTION_FAILED", messageOf(error) || String(error), {
    cause: error,
  });
}
