import { expect, test } from "vitest";
import { ask, askBackend } from "./support/ask.ts";
import { startBackend } from "./support/backend.ts";
import { describeNginxWithStream } from "./support/describe-nginx.ts";
import { doorWith } from "./support/door.ts";
import { startNameServer } from "./support/name-server.ts";
import { startNginx } from "./support/nginx.ts";

describeNginxWithStream("a route to another container", () => {
  test("finds it again after it was recreated with another address, though the answer was valid for longer", async () => {
    await using names = await startNameServer({ app: "127.0.0.2" });
    const first = await startBackend("first", "127.0.0.2");
    const routes = doorWith([{ path: "/api/", target: "app/http", methods: ["GET"], strip: true }], {
      app: first.port,
      resolver: `127.0.0.1:${names.port}`,
    });
    await using nginx = await startNginx({
      ...routes,
      stream: routes.stream.replace("valid=5s", "valid=1s"),
    });
    expect((await askBackend(nginx.port, "/api/a?b=1")).seen).toMatchObject({ name: "first", url: "/a?b=1" });

    await first[Symbol.asyncDispose]();
    expect((await ask(nginx.port, "/api/a")).status).toBe(502);
    await using _second = await startBackend("second", "127.0.0.3", first.port);
    names.set("app", "127.0.0.3");
    await expect
      .poll(async () => (await ask(nginx.port, "/api/a")).body, { interval: 100 })
      .toContain('"name":"second"');
  });

  test("that does not exist yet does not keep nginx from starting", async () => {
    await using names = await startNameServer({});
    const routes = doorWith([{ path: "/", target: "app/http", methods: ["GET"] }], {
      resolver: `127.0.0.1:${names.port}`,
    });
    await using nginx = await startNginx(routes);
    expect((await ask(nginx.port, "/")).status).toBe(502);
  });
});
