/** An answer, or why there is none. */
export type JsonAnswer = { status: number; headers: Headers; body: unknown } | { unreachable: string };

/** What preflight asks others with. */
export interface AskOptions {
  fetch: typeof fetch;
  /** For a whole answer, in milliseconds. */
  timeout: number;
}

/** Asks for a document without any login; never rejects. What is no JSON is told as nothing. */
export async function askJson(url: URL, { fetch, timeout }: AskOptions): Promise<JsonAnswer> {
  try {
    const headers = { accept: "application/json" };
    const answer = await fetch(url, { headers, signal: AbortSignal.timeout(timeout) });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, body: parse(text) };
  } catch (error) {
    const { message, cause } = error as Error;
    return { unreachable: `${url.origin}: ${cause instanceof Error ? cause.message : message}` };
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
