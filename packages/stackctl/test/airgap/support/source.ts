import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { push, startDockerRegistry } from "../../../../compose-gen/test/lock/support/docker-registry.ts";
import { testIndex, testManifest } from "../../../../compose-gen/test/lock/support/image.ts";

export { skipped } from "../../../../compose-gen/test/lock/support/docker-registry.ts";

/** The pin of the relay, at a mirror. */
export const RELAY = "ghcr.io/unicity-sphere/relay";
const NAME = "unicity-sphere/relay";

/** What happens to an answer on its way: the number of bytes after which it breaks off, or another first byte. */
export type Fault = { cutAfter: number } | { change: true } | undefined;

/** A real registry behind a proxy that can break answers. */
export interface Source {
  /** Variables that make the proxy a mirror of ghcr.io. */
  env: Record<string, string>;
  /** `METHOD path range`, of all that was asked for. */
  asked: string[];
  fault: (path: string) => Fault;
  index: ReturnType<typeof testIndex>;
  images: ReturnType<typeof testManifest>[];
}

/** The relay for two platforms, each with a layer of 300,000 bytes, and one for a single platform without an index. */
export async function startSource(tag: string): Promise<Source> {
  const registry = await startDockerRegistry();
  onTestFinished(() => registry[Symbol.asyncDispose]());
  const images = ["linux/amd64", "linux/arm64"].map((platform) =>
    testManifest(platform, platform.padEnd(300_000, ".")),
  );
  const index = testIndex(images);
  await push(registry, NAME, tag, images, index);
  const source: Source = { env: {}, asked: [], fault: () => undefined, index, images };
  const server = createServer((incoming, response) => {
    source.asked.push(`${incoming.method} ${incoming.url} ${incoming.headers.range ?? ""}`.trim());
    forward(registry.host, source.fault(incoming.url ?? ""), incoming, response);
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  });
  source.env.COMPOSE_GEN_MIRROR_GHCR_IO = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return source;
}

function forward(host: string, fault: Fault, incoming: IncomingMessage, response: ServerResponse): void {
  const [hostname, port] = host.split(":");
  const { method, url, headers } = incoming;
  const passed = request({ hostname, port, method, path: url, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    let sent = 0;
    answer.on("data", (chunk: Buffer) => {
      if (fault && "change" in fault && sent === 0) chunk[0] = (chunk[0] ?? 0) ^ 1;
      if (!fault || !("cutAfter" in fault) || sent + chunk.length <= fault.cutAfter) response.write(chunk);
      else response.write(chunk.subarray(0, fault.cutAfter - sent), () => response.destroy());
      sent = Math.min(sent + chunk.length, fault && "cutAfter" in fault ? fault.cutAfter : Infinity);
    });
    answer.on("end", () => response.end());
  });
  passed.on("error", () => response.destroy());
  incoming.pipe(passed);
}
