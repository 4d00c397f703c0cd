import { once } from "node:events";
import { request } from "node:http";
import type { Socket } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, askBackend } from "./support/ask.ts";
import { type Backend, startBackend } from "./support/backend.ts";
import { describeNginx } from "./support/describe-nginx.ts";
import { doorWith } from "./support/door.ts";
import { type RunningNginx, startNginx } from "./support/nginx.ts";

const target = "door/http";
const get = ["GET"] as ["GET"];
let backend: Backend;
let nginx: RunningNginx;
const seen = async (path: string) => (await askBackend(nginx.port, path)).seen.url;
const status = async (path: string) => (await ask(nginx.port, path)).status;

describeNginx("a proxied route", () => {
  beforeAll(async () => {
    backend = await startBackend();
    const routes = doorWith(
      [
        { path: "/only", exact: true, target, methods: ["POST"], bodyLimit: 1_000 },
        { path: "/area/", target, methods: get },
        { path: "/moved/", target, methods: get },
        { path: "/strip/", target, methods: get, strip: true },
        { path: "/st.r+p(1)/", target, methods: get, strip: true },
        { path: "/old/", target, methods: get, rewrite: "/new/deep/" },
        { path: "/alias", exact: true, target, methods: get, rewrite: "/health" },
        { path: "/ws", exact: true, target, methods: get, webSocket: true },
      ],
      { own: backend.port },
    );
    nginx = await startNginx(routes);
  });
  afterAll(async () => {
    await nginx?.[Symbol.asyncDispose]();
    await backend?.[Symbol.asyncDispose]();
  });

  test("answers for its exact path or below its prefix, with the query; nothing else exists", async () => {
    expect(await seen("/area/")).toBe("/area/");
    expect(await seen("/area/a/b?c=%2F&d=1")).toBe("/area/a/b?c=%2F&d=1");
    for (const path of ["/", "/area", "/areas", "/Area/", "/only/", "/only/a", "/metrics", "/ws/"])
      expect(await status(path), path).toBe(404);
  });

  test("shows the target the path without the prefix, or with another one", async () => {
    expect(await seen("/strip/a/b?c=1")).toBe("/a/b?c=1");
    expect(await seen("/strip/")).toBe("/");
    expect(await seen("/st.r+p(1)/a")).toBe("/a");
    expect(await status("/stxr+p(1)/a")).toBe(404);
    expect(await seen("/old/a%20b?c=1")).toBe("/new/deep/a%20b?c=1");
    expect(await seen("/alias?c=1")).toBe("/health?c=1");
  });

  test("brings a redirect of the target back under the prefix", async () => {
    expect((await ask(nginx.port, "/strip/moved")).headers.location).toBe("/strip/elsewhere");
    expect((await ask(nginx.port, "/moved/")).headers.location).toBe("/elsewhere");
  });

  test("shows the target exactly the path that was matched, however it was written", async () => {
    expect(await seen("/x/..%2Farea/a")).toBe("/area/a");
    expect(await seen("/x/%2e%2e/area//a/./b")).toBe("/area/a/b");
    expect(await seen("/area/a%252e%252e%252fb")).toBe("/area/a%252e%252e%252fb");
    expect(await seen("/area/a%0Ab%3Fc%23d")).toBe("/area/a%0Ab%3Fc%23d");
    expect(await seen("/strip/a%0D%0AX-Injected:1")).toBe("/a%0D%0AX-Injected:1");
    expect(await seen("/strip/%0A")).toBe("/%0A");
    expect(await seen("/metrics/..%2Falias")).toBe("/health");
    expect(await status("/area/..%2F..%2Fmetrics")).toBe(400);
    for (const path of ["/area/../metrics", "/area/..%2Fmetrics", "/area/%2e%2e/metrics", "/strip/..%2Fx"])
      expect(await status(path), path).toBe(404);
    expect(await status("/area/%00")).toBe(400);
  });

  test("allows its methods only, and names them; HEAD is not implied", async () => {
    for (const method of ["POST", "PUT", "DELETE", "HEAD", "OPTIONS"]) {
      const answer = await ask(nginx.port, "/area/", { method });
      expect(answer.status, method).toBe(405);
      expect(answer.headers.allow).toBe("GET");
    }
    expect((await askBackend(nginx.port, "/only", { method: "POST", body: "x" })).seen.body).toBe("x");
    expect((await ask(nginx.port, "/only")).headers.allow).toBe("POST");
  });

  test("answers errors of its own as JSON, and passes those of the target on", async () => {
    const missing = await ask(nginx.port, "/missing.html");
    expect(missing.headers["content-type"]).toBe("application/json");
    expect(JSON.parse(missing.body)).toEqual({ error: "Not Found", status: 404 });
    const denied = await ask(nginx.port, "/only");
    expect(JSON.parse(denied.body)).toEqual({ error: "Method Not Allowed", status: 405 });
    const page = await ask(nginx.port, "/area/page.html", { method: "POST" });
    expect(page.headers["content-type"]).toBe("application/json");
    const passed = await askBackend(nginx.port, "/strip/status/418");
    expect(passed).toMatchObject({ status: 418, seen: { url: "/status/418" } });
    expect(await status("/.routes-error")).toBe(404);
  });

  test("takes bodies up to its limit", async () => {
    const post = (body: string, headers = {}) => ask(nginx.port, "/only", { method: "POST", body, headers });
    expect((await post("x".repeat(1_000))).status).toBe(200);
    const tooLarge = await post("x".repeat(1_001));
    expect(tooLarge.status).toBe(413);
    expect(JSON.parse(tooLarge.body)).toEqual({ error: "Content Too Large", status: 413 });
    expect((await post("x".repeat(1_001), { "Transfer-Encoding": "chunked" })).status).toBe(413);
  });

  test("tells the target who the client is, and not what the client claims", async () => {
    const claimed = {
      "X-Forwarded-For": "10.9.8.7",
      "X-Real-IP": "10.9.8.7",
      "X-Forwarded-Proto": "https",
      "X-Forwarded-Host": "evil.example",
      "X-SSL-Client-Verify": "SUCCESS",
      "X-SSL-Client-S-DN": "CN=evil",
      Forwarded: "for=10.9.8.7",
      Proxy: "http://evil.example",
      Host: "door.example:11003",
    };
    const { seen } = await askBackend(nginx.port, "/area/", { headers: claimed });
    expect(seen.headers).toEqual({
      host: "door.example:11003",
      "x-real-ip": "127.0.0.1",
      "x-forwarded-for": "127.0.0.1",
      "x-forwarded-host": "door.example:11003",
      "x-forwarded-proto": "http",
    });
  });

  test("passes a WebSocket's bytes both ways", async () => {
    const socket = await upgrade("/ws", "websocket");
    socket.write("olleh");
    const [data] = await once(socket, "data");
    expect(String(data)).toBe("hello");
    socket.destroy();
    expect((await askBackend(nginx.port, "/ws")).seen.headers).not.toHaveProperty("upgrade");
  });

  test("passes no other upgrade, and none where no WebSocket is", async () => {
    for (const [path, protocol] of [
      ["/ws", "h2c"],
      ["/area/", "websocket"],
    ] as const) {
      const headers = { Connection: "Upgrade", Upgrade: protocol };
      const { status, seen } = await askBackend(nginx.port, path, { headers });
      expect(status, path).toBe(200);
      expect(seen.headers).not.toHaveProperty("upgrade");
      expect(seen.headers).not.toHaveProperty("connection");
    }
  });

  test("works without complaints", () => {
    expect(nginx.log()).not.toMatch(/emerg|alert|crit|warn/);
  });
});

/** The connection after `101 Switching Protocols`. */
async function upgrade(path: string, protocol: string): Promise<Socket> {
  const headers = { Connection: "Upgrade", Upgrade: protocol };
  const outgoing = request({ host: "127.0.0.1", port: nginx.port, path, headers, agent: false });
  outgoing.end();
  const [, socket] = await once(outgoing, "upgrade");
  return socket as Socket;
}
