import { afterAll, beforeAll, expect, vi } from "vitest";
import { type BaseContainer, startBase } from "../../support/base-container.ts";
import { hasEngine, withEngine } from "../../support/engine.ts";
import { ask } from "../../support/http.ts";

let container: BaseContainer;
const challenge = "/.well-known/acme-challenge/";

beforeAll(async () => {
  if (!hasEngine) return;
  container = await startBase();
  await container.start(["ssl-http-proxy"], { SSL_DOMAIN: "a.test" });
  await answers(80);
});
afterAll(async () => container?.[Symbol.asyncDispose]());

async function answers(port: number): Promise<void> {
  await vi.waitFor(
    async () => expect((await container.run(["nc", "-z", "127.0.0.1", String(port)])).exitCode).toBe(0),
    { timeout: 300_000, interval: 50 },
  );
}

withEngine(
  "serves challenge files below the webroot, by their literal name and for every method",
  async () => {
    const folder = `/var/www/acme-challenge${challenge}`;
    await container.run(["sh", "-c", `printf token.key >${folder}a; head -c 1025 /dev/zero >${folder}big`]);
    await container.run([
      "sh",
      "-c",
      `head -c 1024 /dev/zero >${folder}full; ln -s /etc/hostname ${folder}link`,
    ]);
    const file = await ask(container, `${challenge}a`);
    expect(file).toMatchObject({ version: "1.0", status: 200, body: "token.key" });
    expect(file.headers.get("content-type")).toEqual(["text/plain"]);
    const status = async (path: string, ...args: string[]) =>
      (await ask(container, challenge + path, ...args)).status;
    expect(await status("a", "-X", "POST")).toBe(200);
    expect(await status("full", "-I")).toBe(200);
    expect(await status("big")).toBe(413);
    expect(await status("none")).toBe(404);
    expect(await status("a?x=1")).toBe(404);
    expect(await status("%61")).toBe(404);
    expect(await status("")).toBe(404);
    expect(await status("../../../../../etc/hostname")).toBe(403);
    expect(await status("link")).toBe(403);
  },
);

withEngine("its status page is always ok and knows the certificate and the application", async () => {
  const health = await ask(container, "/_ssl/health");
  expect(health.status).toBe(200);
  expect(health.headers.get("content-type")).toEqual(["application/json"]);
  expect(JSON.parse(health.body)).toEqual({
    status: "ok",
    domain: "a.test",
    cert_expires: null,
    days_remaining: null,
    app_upstream: "127.0.0.1:0 (disabled)",
    app_reachable: false,
  });
  expect((await ask(container, "/_ssl/health", "-X", "DELETE")).status).toBe(200);
  expect((await ask(container, "/_ssl/health?x")).status).toBe(404);
});

withEngine("keeps nonces", async () => {
  const nonce = "/_ssl/nonce/abc";
  const unknown = await ask(container, nonce);
  expect(unknown.status).toBe(404);
  expect(unknown.body).toContain("<html");
  const stored = await ask(container, nonce, "-X", "POST");
  expect([stored.status, JSON.parse(stored.body)]).toEqual([201, { nonce: "abc", status: "stored" }]);
  const known = await ask(container, nonce);
  expect([known.status, known.headers.get("content-type"), known.body]).toEqual([200, ["text/plain"], "abc"]);
  expect((await ask(container, nonce, "-X", "PUT")).status).toBe(405);
  const deleted = await ask(container, nonce, "-X", "DELETE");
  expect([deleted.status, JSON.parse(deleted.body)]).toEqual([200, { nonce: "abc", status: "deleted" }]);
  const gone = await ask(container, nonce, "-X", "DELETE");
  expect([gone.status, Object.keys(JSON.parse(gone.body))]).toEqual([404, ["error"]]);
  const empty = await ask(container, "/_ssl/nonce/", "-X", "POST");
  expect([empty.status, Object.keys(JSON.parse(empty.body))]).toEqual([400, ["error"]]);
});

withEngine("has nothing else without an application", async () => {
  const answer = await ask(container, "/");
  expect([answer.status, JSON.parse(answer.body)]).toEqual([404, { error: "No upstream configured" }]);
});

withEngine("refuses to start on a port that leads back to an edge or to itself", async () => {
  const start = (port: string, upstream: string) =>
    container.run(["timeout", "5", "ssl-http-proxy", "--port", port, "--upstream", `127.0.0.1:${upstream}`]);
  for (const [port, upstream] of [
    ["81", "81"],
    ["81", "80"],
    ["81", "8404"],
  ] as const) {
    const ended = await start(port, upstream);
    expect([upstream, ended.exitCode]).toEqual([upstream, 1]);
    expect(ended.stderr).toContain("FATAL");
  }
});
