import { expect, test } from "vitest";
import { askBackend } from "./support/ask.ts";
import { startBackend } from "./support/backend.ts";
import { describeNginx, describeNginxWithStream } from "./support/describe-nginx.ts";
import { doorWith } from "./support/door.ts";
import { startNameServer } from "./support/name-server.ts";
import { type RunningNginx, startNginx } from "./support/nginx.ts";

const methods = ["GET", "POST"] as ["GET", "POST"];

/** How many connections a backend sees of ten requests, each of another client. */
async function connections(nginx: RunningNginx): Promise<number> {
  const seen = new Set<number>();
  for (let request = 0; request < 10; request++) {
    const options = request % 2 ? { method: "POST", body: "x" } : {};
    seen.add((await askBackend(nginx.port, "/", options)).seen.connection);
  }
  return seen.size;
}

describeNginx("requests one after the other share a connection", () => {
  test("to a service of the same container", async () => {
    await using backend = await startBackend();
    const routes = doorWith([{ path: "/", target: "door/http", methods }], { own: backend.port });
    await using nginx = await startNginx(routes);
    expect(await connections(nginx)).toBe(1);
  });

  test("also on a route that takes WebSockets", async () => {
    await using backend = await startBackend();
    const target = { target: "door/http", webSocket: true, methods };
    await using nginx = await startNginx(doorWith([{ path: "/", ...target }], { own: backend.port }));
    expect(await connections(nginx)).toBe(1);
  });
});

describeNginxWithStream("requests one after the other share a connection", () => {
  test("to another container", async () => {
    await using names = await startNameServer({ app: "127.0.0.1" });
    await using backend = await startBackend();
    const resolver = `127.0.0.1:${names.port}`;
    const routes = doorWith([{ path: "/", target: "app/http", methods }], { app: backend.port, resolver });
    await using nginx = await startNginx(routes);
    expect(await connections(nginx)).toBe(1);
  });
});
