import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { onTestFinished } from "vitest";

/** What `PUT /<name>` of npm's registry takes, as far as it is read here. */
interface Publication {
  name: string;
  versions: Record<string, { dist: { integrity: string } }>;
  "dist-tags": Record<string, string>;
  _attachments: Record<string, { data: string }>;
}

/** A package as the registry has it. */
export interface StoredPackage {
  "dist-tags": Record<string, string>;
  versions: Record<string, { dist: { integrity: string } }>;
}

export interface NpmRegistry {
  url: string;
  packages: Map<string, StoredPackage>;
  /** `name@version` of each publication that was asked for, in order. */
  asked: string[];
  /** Names for which a token was exchanged. */
  exchanged: string[];
}

/** What a test decides about a publication: before it is stored, and before it is answered. */
export interface Decisions {
  beforeStored?(id: string): { status: number } | undefined;
  beforeAnswered?(id: string): void;
}

export const TOKEN = "of-the-double";

/** An unsigned token as a job of GitHub Actions in a private repository gets it: for one, pnpm makes no provenance. */
const idToken = [{ alg: "none" }, { repository_visibility: "private" }, {}]
  .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
  .join(".");

/**
 * A small stand-in for registry.npmjs.org: documents, publications with a token, no version twice, and the exchange of an
 * OIDC token for one. It keeps no tarballs, and knows no accounts, no scopes and no provenance.
 */
export async function startNpmRegistry(decisions: Decisions = {}): Promise<NpmRegistry> {
  const registry: NpmRegistry = { url: "", packages: new Map(), asked: [], exchanged: [] };
  const server = createServer((request, response) => {
    answer(request, response, registry, decisions).catch(() => response.destroy());
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  });
  registry.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return registry;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  registry: NpmRegistry,
  decisions: Decisions,
): Promise<void> {
  const send = (status: number, body: unknown) =>
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  const path = decodeURIComponent(new URL(request.url ?? "/", registry.url).pathname).slice(1);
  const exchange = /^-\/npm\/v1\/oidc\/token\/exchange\/package\/(.+)$/.exec(path)?.[1];
  if (path === "id-token") return void send(200, { value: idToken });
  if (exchange !== undefined) {
    registry.exchanged.push(exchange);
    return void send(201, { token: TOKEN });
  }
  const stored = registry.packages.get(path);
  if (request.method === "GET") return void send(stored ? 200 : 404, stored ?? { error: "Not found" });
  if (request.method !== "PUT") return void send(405, {});
  const body = (await json(request)) as Publication;
  if (request.headers.authorization !== `Bearer ${TOKEN}`) return void send(401, { error: "Log in" });
  const [version = ""] = Object.keys(body.versions);
  const id = `${body.name}@${version}`;
  registry.asked.push(id);
  const refused = decisions.beforeStored?.(id);
  if (refused) return void send(refused.status, { error: "Refused by the double" });
  if (stored?.versions[version]) return void send(403, { error: "You cannot publish over a version" });
  registry.packages.set(body.name, merged(stored, body));
  decisions.beforeAnswered?.(id);
  send(201, { ok: true });
}

/** The document with the version of a publication, whose sum is that of the tarball that came with it. */
function merged(stored: StoredPackage | undefined, body: Publication): StoredPackage {
  const [version = ""] = Object.keys(body.versions);
  const [attachment] = Object.values(body._attachments);
  const bytes = Buffer.from(attachment?.data ?? "", "base64");
  const integrity = `sha512-${createHash("sha512").update(bytes).digest("base64")}`;
  return {
    "dist-tags": { ...stored?.["dist-tags"], ...body["dist-tags"] },
    versions: { ...stored?.versions, [version]: { dist: { integrity } } },
  };
}
