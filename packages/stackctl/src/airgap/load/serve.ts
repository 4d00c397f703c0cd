import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { messageOf, StackError } from "../../errors.ts";
import { blobName } from "../bundle/format.ts";
import type { Bundle } from "../bundle/open.ts";

/** The images of a bundle as a registry. */
export interface ServedBundle extends AsyncDisposable {
  /** e.g. `127.0.0.1:11005` */
  host: string;
}

/** Where it listens unless the reader says otherwise: beside the ports of the services. */
export const DEFAULT_PORT = 11_005;

/** Paths of the OCI distribution specification, "Pull". */
const RESOURCE = /^\/v2\/(?:[a-z0-9._-]+\/)+(manifests|blobs)\/(sha256:[0-9a-f]{64})$/;

/**
 * Serves a bundle on loopback, read-only and by digest: tags, lists and uploads there are none.
 *
 * @param port 0 takes a free one
 * @throws StackError `AIRGAP_PORT_TAKEN`
 */
export async function serveBundle(bundle: Bundle, port: number): Promise<ServedBundle> {
  const mediaTypes = await readMediaTypes(bundle);
  const server = createServer((request, response) => answer(bundle, mediaTypes, request, response));
  await new Promise<void>((ready, refused) => {
    server.once("error", refused);
    server.listen(port, "127.0.0.1", ready);
  }).catch((error: unknown) => {
    throw portTaken(port, error);
  });
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

function answer(
  bundle: Bundle,
  mediaTypes: ReadonlyMap<string, string>,
  { method, url = "" }: IncomingMessage,
  response: ServerResponse,
): void {
  response.setHeader("docker-distribution-api-version", "registry/2.0");
  if (method !== "GET" && method !== "HEAD") {
    refuse(response, 405, "UNSUPPORTED");
    return;
  }
  if (url === "/v2/" || url === "/v2") {
    response.end("{}");
    return;
  }
  const [, kind, digest = ""] = RESOURCE.exec(url) ?? [];
  const entry = bundle.entries.get(blobName(digest));
  const mediaType = kind === "blobs" ? "application/octet-stream" : mediaTypes.get(digest);
  if (!entry || mediaType === undefined) {
    refuse(response, 404, kind === "blobs" ? "BLOB_UNKNOWN" : "MANIFEST_UNKNOWN");
    return;
  }
  response.writeHead(200, {
    "content-type": mediaType,
    "content-length": entry.size,
    "docker-content-digest": digest,
  });
  if (method === "HEAD") {
    response.end();
    return;
  }
  const content = bundle.read(entry);
  content.on("error", () => response.destroy());
  response.on("close", () => content.destroy());
  content.pipe(response);
}

function refuse(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify({ errors: [{ code, message: "not in the bundle" }] }));
}

/** Digest → media type of indexes and manifests. An OCI manifest need not name its own: what refers to it does. */
async function readMediaTypes({ manifest, entries, text }: Bundle): Promise<Map<string, string>> {
  const found = new Map(manifest.images.map(({ digest, mediaType }) => [digest, mediaType]));
  for (const { digest } of manifest.images) {
    const { manifests = [] } = JSON.parse(await text(blobName(digest))) as {
      manifests?: { digest: string; mediaType: string }[];
    };
    for (const child of manifests)
      if (entries.has(blobName(child.digest))) found.set(child.digest, child.mediaType);
  }
  return found;
}

function portTaken(port: number, error: unknown): StackError {
  return new StackError({
    code: "AIRGAP_PORT_TAKEN",
    what: "The images cannot be served; nothing was changed.",
    where: `127.0.0.1:${port}`,
    evidence: messageOf(error),
    next: "Take another port: `--port N`. It stays part of the names of the images.",
  });
}
