import { afterAll, beforeAll, expect, vi } from "vitest";
import { type BaseContainer, startBase } from "../../support/base-container.ts";
import { hasEngine, withEngine } from "../../support/engine.ts";
import { ask } from "../../support/http.ts";

let container: BaseContainer;

beforeAll(async () => {
  if (!hasEngine) return;
  container = await startBase();
  await container.run([
    "sh",
    "-c",
    "mkdir -p /etc/letsencrypt/live/a.test && openssl req -x509 -newkey rsa:2048 -nodes -days 365 -subj /CN=a.test -keyout /dev/null -out /etc/letsencrypt/live/a.test/fullchain.pem",
  ]);
  await container.start(["/fakes/application", "8080"]);
  const environment = { SSL_DOMAIN: "a.test", APP_HTTP_PORT: "8080", PROXY_MAX_BODY_SIZE: "1000" };
  await container.start(["ssl-http-proxy"], environment);
  for (const port of ["80", "8080"])
    await vi.waitFor(
      async () => expect((await container.run(["nc", "-z", "127.0.0.1", port])).exitCode).toBe(0),
      { timeout: 300_000, interval: 50 },
    );
});
afterAll(async () => container?.[Symbol.asyncDispose]());

withEngine(
  "hands requests to the application with the forwarded facts and without hop-by-hop headers",
  async () => {
    const answer = await ask(
      container,
      "/some/path?q=%20",
      ...["-X", "PATCH", "-d", "hello", "-H", "Host: a.test:80", "-H", "X-Forwarded-For: 10.0.0.1"],
      ...["-H", "Upgrade: websocket", "-H", "Connection: Upgrade", "-H", "X-Forwarded-Proto: https"],
    );
    expect(answer).toMatchObject({ version: "1.0", status: 200 });
    expect(answer.headers.get("set-cookie")).toEqual(["a=1", "b=2"]);
    expect(answer.headers.has("keep-alive")).toBe(false);
    const asked = JSON.parse(answer.body);
    expect(asked).toMatchObject({ method: "PATCH", path: "/some/path?q=%20", body: "hello" });
    expect(asked.headers).toMatchObject({
      host: "a.test:80",
      "x-forwarded-for": "10.0.0.1, 127.0.0.1",
      "x-forwarded-host": "a.test:80",
      "x-forwarded-proto": "http",
    });
    expect(Object.keys(asked.headers)).not.toContain("upgrade");
    expect(Object.keys(asked.headers)).not.toContain("connection");
  },
);

withEngine("passes every method and redirects on, drops chunked bodies and refuses long ones", async () => {
  for (const method of ["GET", "POST", "PUT", "DELETE", "OPTIONS"]) {
    const { status, body } = await ask(container, "/", "-X", method);
    expect([status, JSON.parse(body).method]).toEqual([200, method]);
  }
  expect((await ask(container, "/", "-I")).status).toBe(200);
  const moved = await ask(container, "/moved");
  expect([moved.status, moved.headers.get("location")]).toEqual([302, ["/elsewhere"]]);
  const chunked = await ask(container, "/", "-H", "Transfer-Encoding: chunked", "-d", "hello");
  expect(JSON.parse(chunked.body).body).toBe("");
  expect((await ask(container, "/", "-d", "x".repeat(1000))).status).toBe(200);
  expect((await ask(container, "/", "-d", "x".repeat(1001))).status).toBe(413);
});

withEngine("its status page shows the certificate and the application", async () => {
  const health = JSON.parse((await ask(container, "/_ssl/health")).body);
  expect(health).toMatchObject({ status: "ok", app_upstream: "127.0.0.1:8080", app_reachable: true });
  expect(health.cert_expires).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  expect(health.days_remaining).toBe(364);
});

withEngine("answers 504 for an application that is silent and 502 for one that is gone", async () => {
  const slow = await ask(container, "/slow");
  expect([slow.status, Object.keys(JSON.parse(slow.body))]).toEqual([504, ["error"]]);
  await container.run(["pkill", "-f", "fakes/application"]);
  const gone = await ask(container, "/");
  expect([gone.status, Object.keys(JSON.parse(gone.body))]).toEqual([502, ["error"]]);
  expect(JSON.parse((await ask(container, "/_ssl/health")).body)).toMatchObject({
    status: "ok",
    app_reachable: false,
  });
});
