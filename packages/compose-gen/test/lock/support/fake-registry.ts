import type { ServerResponse } from "node:http";
import type { Stored } from "./image.ts";
import { serve, type TestServer } from "./server.ts";

/** An honest registry of loopback, whose answers a test may replace. */
export interface FakeRegistry extends TestServer {
  /** `name:tag`, `name@digest` or blob digest → document. */
  put(reference: string, stored: Stored): void;
  tags: Record<string, string[]>;
}

/** Answers for itself when it returns true. */
export type Interceptor = (url: string, response: ServerResponse) => boolean;

/** A registry in this process with the documents that a test puts there. */
export async function fakeRegistry(intercept: Interceptor = () => false): Promise<FakeRegistry> {
  const documents = new Map<string, Stored>();
  const tags: Record<string, string[]> = {};
  const server = await serve((request, response) => {
    const url = request.url ?? "";
    if (intercept(url, response)) return;
    const [, name = "", kind, reference = ""] =
      /^\/v2\/(.+)\/(manifests|blobs|tags)\/([^?]+)/.exec(url) ?? [];
    if (kind === "tags") {
      response.end(JSON.stringify({ name, tags: tags[name] ?? [] }));
      return;
    }
    const separator = reference.includes(":") ? "@" : ":";
    const stored = documents.get(kind === "blobs" ? reference : `${name}${separator}${reference}`);
    if (stored) send(response, stored);
    else response.writeHead(404).end('{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown"}]}');
  });
  return Object.assign(server, {
    tags,
    put: (key: string, stored: Stored) => void documents.set(key, stored),
  });
}

/** The document as an honest registry sends it. */
export function send(response: ServerResponse, { mediaType, body, digest }: Stored): void {
  response.writeHead(200, { "content-type": mediaType, "docker-content-digest": digest }).end(body);
}
