import { once } from "node:events";
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type RequestListener,
  request,
  type ServerResponse,
} from "node:http";
import { onTestFinished } from "vitest";

/** Listens until the test ends. @returns its base URL */
export async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as { port: number }).port}`;
}

/** A URL where nothing listens any more. */
export async function closedUrl(scheme = "http"): Promise<string> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return `${scheme}://127.0.0.1:${port}`;
}

/** Headers with which any page may read an answer, and send JSON with a key. */
export const OPEN = {
  "access-control-allow-origin": "*",
  "access-control-allow-headers": "Content-Type, X-API-Key",
};

/** A request as a server saw it. */
export interface Seen {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** What a scripted server answers; headers default to {@link OPEN}. */
export interface Scripted {
  status?: number;
  headers?: Record<string, string | string[]>;
  body?: unknown;
}

/** A server that answers as told and remembers what it was asked; `undefined` is never answered. */
export async function serverThat(
  answer: (seen: Seen) => Scripted | undefined,
): Promise<{ url: string; seen: Seen[] }> {
  const seen: Seen[] = [];
  const url = await serve(async (incoming, outgoing) => {
    const one = await read(incoming);
    seen.push(one);
    const scripted = answer(one);
    if (!scripted) return;
    const { status = 200, headers = OPEN, body = {} } = scripted;
    outgoing.writeHead(status, headers).end(typeof body === "string" ? body : JSON.stringify(body));
  });
  return { url, seen };
}

async function read(incoming: IncomingMessage): Promise<Seen> {
  let body = "";
  for await (const chunk of incoming.setEncoding("utf8")) body += chunk;
  return { method: incoming.method ?? "", path: incoming.url ?? "", headers: incoming.headers, body };
}

/** What a proxy changes on the way. */
export interface Changes {
  /** No header of the CORS protocol gets through. */
  withoutCors?: boolean;
  /** Path → body that is served in place of the real one. */
  bodies?: Record<string, string>;
  /** JSON-RPC method → what is answered in place of the real one; a function is asked each time. */
  posts?: Record<string, Scripted | (() => Scripted | undefined)>;
}

/** A server before a real one. @returns its base URL */
export function proxyTo(
  target: string,
  { withoutCors = false, bodies = {}, posts = {} }: Changes,
): Promise<string> {
  return serve(async (incoming, outgoing) => {
    const other = incoming.method === "GET" ? bodies[incoming.url ?? ""] : undefined;
    if (other !== undefined) return void outgoing.writeHead(200, withoutCors ? {} : OPEN).end(other);
    if (incoming.method !== "POST") return passOn(target, incoming, outgoing, withoutCors, "");
    const { body } = await read(incoming);
    const found = Object.entries(posts).find(([method]) => body.includes(`"${method}"`))?.[1];
    const scripted = typeof found === "function" ? found() : found;
    if (!scripted) return passOn(target, incoming, outgoing, withoutCors, body);
    outgoing.writeHead(scripted.status ?? 200, OPEN).end(JSON.stringify(scripted.body));
  });
}

function passOn(
  target: string,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  withoutCors: boolean,
  body: string,
): void {
  const { method, headers, url } = incoming;
  const onward = request(
    `${target}${url}`,
    { method: method ?? "GET", headers: { ...headers, host: new URL(target).host }, agent: false },
    (answer) => {
      const passed = Object.entries(answer.headers).filter(
        ([name]) => !(withoutCors && name.startsWith("access-control-")),
      );
      outgoing.writeHead(answer.statusCode ?? 502, Object.fromEntries(passed));
      answer.pipe(outgoing);
    },
  );
  onward.on("error", () => outgoing.writeHead(502).end());
  onward.end(body);
}
