import { afterAll, beforeAll, expect, test } from "vitest";
import { type Answer, ask } from "./support/ask.ts";
import { type Backend, startBackend } from "./support/backend.ts";
import { describeNginx } from "./support/describe-nginx.ts";
import { doorWith } from "./support/door.ts";
import { type NameServer, startNameServer } from "./support/name-server.ts";
import { type RunningNginx, startNginx } from "./support/nginx.ts";

const page = { Origin: "https://page.example" };
let backend: Backend;
let names: NameServer;
let nginx: RunningNginx;
const corsOf = ({ headers }: Answer) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => /^access-control|^vary/.test(name)));

describeNginx("a route that pages may use", () => {
  beforeAll(async () => {
    backend = await startBackend();
    names = await startNameServer({});
    const open = {
      origins: "*" as const,
      headers: ["Content-Type", "X-Api-Key"],
      exposeHeaders: ["ETag"],
      maxAge: 86_400_000,
      privateNetwork: true,
    };
    const some = { origins: ["https://page.example", "https://b.example:8443"] };
    const routes = doorWith(
      [
        {
          path: "/open/",
          target: "door/http",
          methods: ["GET", "POST"],
          strip: true,
          cors: open,
          bodyLimit: 10,
        },
        { path: "/some/", target: "door/http", methods: ["GET"], cors: some },
        { path: "/closed/", target: "door/http", methods: ["GET"] },
        { path: "/gone", exact: true, target: "app/http", methods: ["GET"], cors: open },
      ],
      // The other service cannot be found.
      { own: backend.port, resolver: `127.0.0.1:${names.port}` },
    );
    nginx = await startNginx(routes);
  });
  afterAll(async () => {
    await nginx?.[Symbol.asyncDispose]();
    await backend?.[Symbol.asyncDispose]();
    await names?.[Symbol.asyncDispose]();
  });

  test("answers a preflight itself, with the route's methods and headers", async () => {
    const answer = await ask(nginx.port, "/open/status/500", {
      method: "OPTIONS",
      headers: {
        ...page,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Private-Network": "true",
      },
    });
    expect(answer).toMatchObject({ status: 204, body: "" });
    expect(answer.headers.allow).toBe("GET, POST, OPTIONS");
    expect(corsOf(answer)).toEqual({
      "access-control-allow-origin": "*",
      "access-control-allow-methods": "GET, POST",
      "access-control-allow-headers": "Content-Type, X-Api-Key",
      "access-control-expose-headers": "ETag",
      "access-control-max-age": "86400",
      "access-control-allow-private-network": "true",
    });
  });

  test("says nothing about private networks to who does not ask", async () => {
    const answer = await ask(nginx.port, "/open/", { method: "OPTIONS", headers: page });
    expect(corsOf(answer)).not.toHaveProperty("access-control-allow-private-network");
  });

  test("has one set of CORS headers, its own, on answers and on every kind of error", async () => {
    const expected = { "access-control-allow-origin": "*", "access-control-expose-headers": "ETag" };
    const answers = {
      200: await ask(nginx.port, "/open/", { headers: page }),
      418: await ask(nginx.port, "/open/status/418", { headers: page }),
      405: await ask(nginx.port, "/open/", { method: "DELETE", headers: page }),
      413: await ask(nginx.port, "/open/", { method: "POST", body: "x".repeat(11), headers: page }),
      502: await ask(nginx.port, "/gone", { headers: page }),
    };
    for (const [status, answer] of Object.entries(answers)) {
      expect(answer.status).toBe(Number(status));
      expect(corsOf(answer), status).toEqual(expected);
    }
    expect(JSON.parse(answers[502].body)).toEqual({ error: "Bad Gateway", status: 502 });
  });

  test("answers listed origins by name and others not at all, and says so to caches", async () => {
    for (const origin of ["https://page.example", "https://b.example:8443"])
      expect(corsOf(await ask(nginx.port, "/some/", { headers: { Origin: origin } }))).toEqual({
        "access-control-allow-origin": origin,
        vary: "Origin",
      });
    for (const origin of [
      "https://pagexexample",
      "https://page.example.evil.example",
      "https://evil-https://page.example",
      "http://page.example",
      "null",
    ]) {
      const answer = await ask(nginx.port, "/some/", { headers: { Origin: origin } });
      expect(corsOf(answer), origin).toEqual({ vary: "Origin" });
      const preflight = await ask(nginx.port, "/some/", { method: "OPTIONS", headers: { Origin: origin } });
      expect(preflight.headers, origin).not.toHaveProperty("access-control-allow-origin");
    }
    expect(corsOf(await ask(nginx.port, "/some/"))).toEqual({ vary: "Origin" });
  });

  test("is opened by its definition only: the target's own CORS headers do not count", async () => {
    expect(corsOf(await ask(nginx.port, "/closed/", { headers: page }))).toEqual({});
    expect((await ask(nginx.port, "/closed/", { method: "OPTIONS", headers: page })).status).toBe(405);
  });

  test("lets pages read that a path does not exist", async () => {
    const answer = await ask(nginx.port, "/nowhere", { headers: page });
    expect(answer.status).toBe(404);
    expect(corsOf(answer)).toEqual({ "access-control-allow-origin": "*" });
  });
});
