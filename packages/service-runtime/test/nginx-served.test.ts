import { spawnSync } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { startNginx } from "./support/nginx.ts";
import { startRuntime } from "./support/runtime.ts";

const hasNginx = spawnSync("nginx", ["-v"]).status === 0;
const served = 'location = / { return 200 "own routes"; }';

describe.skipIf(!hasNginx && process.env.CI !== "true")("nginx of this machine", () => {
  test.for<[string, RegExp]>([
    [
      "GET / HTTP/1.1\r\nHost: a.example.org\r\nConnection: close\r\n\r\n",
      /^HTTP\/1.1 200 [\s\S]*own routes$/,
    ],
    ["GET / HTTP/1.1\r\nHost: b.example.org\r\nConnection: close\r\n\r\n", /^HTTP\/1.1 421 /],
    [
      "GET http://b.example.org/ HTTP/1.1\r\nHost: a.example.org\r\nConnection: close\r\n\r\n",
      /^HTTP\/1.1 421 /,
    ],
    ["GET / HTTP/1.0\r\n\r\n", /^HTTP\/1.1 421 /],
    ["GET /\r\n", /^$/],
  ])("answers %j with %s", async ([request, answer]) => {
    const nginx = await startNginx(startRuntime(), served);
    expect(await nginx.ask(request)).toMatch(answer);
  });

  test.for([
    ["problems", ["404 /none", "200 /slow"]],
    ["all", ["200 /", "404 /none", "200 /slow"]],
  ] as const)("with ACCESS_LOG=%s it says what went wrong or was slow: %j", async ([which, lines]) => {
    const { port } = await startSlowBackend();
    const routes = `${served} location = /slow { proxy_pass http://127.0.0.1:${port}; } location / { return 404; }`;
    const nginx = await startNginx(startRuntime(), routes, { ACCESS_LOG: which });
    for (const path of ["/", "/none", "/slow"])
      await nginx.ask(`GET ${path} HTTP/1.1\r\nHost: a.example.org\r\nConnection: close\r\n\r\n`);
    // Each worker holds its lines back for a while, so those of two come in any order.
    await expect.poll(() => nginx.logged().toSorted()).toEqual([...lines].sort());
  });

  test("hands a body on while it comes: slow ones fill no folder", async () => {
    const { port, received } = await startBackend();
    const proxy = `location / { proxy_http_version 1.1; proxy_pass http://127.0.0.1:${port}/; }`;
    const client = await (await startNginx(startRuntime(), proxy)).open();
    client.write("POST / HTTP/1.1\r\nHost: a.example.org\r\nContent-Length: 1000000\r\n\r\n");
    client.write(Buffer.alloc(500_000));
    await received(500_000);
    client.destroy();
  });

  test("a request that fails leaves its query out of the log", async () => {
    const { port, close } = await startBackend();
    close();
    const nginx = await startNginx(startRuntime(), `location / { proxy_pass http://127.0.0.1:${port}/; }`);
    const answer = await nginx.ask(
      "POST /?token=hidden HTTP/1.1\r\nHost: a.example.org\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
    );
    expect(answer).toMatch(/^HTTP\/1.1 502 /);
    expect(nginx.errors()).not.toContain("hidden");
  });
});

test("what passes nginx's output on comes back after it was killed", async () => {
  const script = `
    the_cat() { pgrep -P "$(pgrep -o -P "$1")" -x cat; }
    nginx() {
      until the_cat $$ >/dev/null; do :; done
      pid=$(the_cat $$) && kill -KILL "$pid"
      while kill -0 "$pid" 2>/dev/null; do :; done
      printf second
    }
    export -f nginx the_cat
    bash -c "\${WITH_OWN_OUTPUT/exec nginx/nginx}" | cat`;
  const { stdout } = await startRuntime().bash(script);
  expect(stdout.trim()).toBe("second");
});

/** A backend that never answers. */
async function startBackend(): Promise<{
  port: number;
  received(bytes: number): Promise<void>;
  close(): void;
}> {
  const wanted = Promise.withResolvers<void>();
  let bytes = 0;
  let enough = Number.POSITIVE_INFINITY;
  const server = createServer((request) => {
    request.on("data", (part: Buffer) => {
      bytes += part.length;
      if (bytes >= enough) wanted.resolve();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  onTestFinished(close);
  const received = (count: number) => {
    enough = count;
    if (bytes >= enough) wanted.resolve();
    return wanted.promise;
  };
  return { port: (server.address() as AddressInfo).port, received, close };
}

/** Answers after a good second. */
async function startSlowBackend(): Promise<{ port: number }> {
  const server = createServer((_, response) => void setTimeout(() => response.end("slow"), 1_100));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return { port: (server.address() as AddressInfo).port };
}
