import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { basename } from "node:path";
import type { Tarball } from "./packed.ts";

/** A registry that has these packages and no others, for clients that ask it for the scope alone. */
export interface ScopeRegistry {
  url: string;
  close(): Promise<void>;
}

/** Serves tarballs as a registry serves what was published. */
export async function serveTarballs(tarballs: readonly Tarball[]): Promise<ScopeRegistry> {
  const answers = new Map<string, () => string | Buffer>();
  const server = createServer((request, response) => {
    const answer = answers.get(decodeURIComponent(request.url ?? ""));
    // Another run has other content under the same version.
    response.writeHead(answer ? 200 : 404, { "cache-control": "no-store" }).end(answer?.() ?? "{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  for (const { file, manifest } of tarballs) {
    const content = readFileSync(file);
    const integrity = `sha512-${createHash("sha512").update(content).digest("base64")}`;
    const path = `/-/${basename(file)}`;
    const dist = { tarball: new URL(path, url).href, integrity };
    const { name, version } = manifest;
    const versions = { [version]: { ...manifest, dist } };
    answers.set(path, () => content);
    answers.set(`/${name}`, () => JSON.stringify({ name, "dist-tags": { latest: version }, versions }));
  }
  return {
    url,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
