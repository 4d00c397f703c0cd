import { once } from "node:events";
import { type IncomingHttpHeaders, type RequestOptions, request } from "node:http";
import { request as requestTls } from "node:https";

/** An answer of nginx. */
export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** One request on a connection of its own; the path goes out as it is. */
export async function ask(
  port: number,
  path: string,
  options: RequestOptions & { body?: string | Buffer; tls?: Record<string, unknown> } = {},
): Promise<Answer> {
  const { body, tls, ...rest } = options;
  const all = { host: "127.0.0.1", port, path, agent: false, timeout: 30_000, ...rest };
  const outgoing = tls ? requestTls({ ...all, ...tls }) : request(all);
  outgoing.end(body);
  const [response] = await once(outgoing, "response");
  const parts: Buffer[] = [];
  for await (const part of response) parts.push(part);
  return {
    status: response.statusCode,
    headers: response.headers,
    body: Buffer.concat(parts).toString("utf8"),
  };
}

/** What the backend of the tests saw of a request. */
export interface Seen {
  name: string;
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
  /** The same number on the same connection. */
  connection: number;
}

/** {@link ask}, with what the backend saw. */
export async function askBackend(port: number, path: string, options: Parameters<typeof ask>[2] = {}) {
  const answer = await ask(port, path, options);
  return { ...answer, seen: JSON.parse(answer.body) as Seen };
}
