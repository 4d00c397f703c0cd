import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask } from "./support/ask.ts";
import { describeNginx } from "./support/describe-nginx.ts";
import { doorWith } from "./support/door.ts";
import { nginxFolder, type RunningNginx, startNginx } from "./support/nginx.ts";

let root: string;
let nginx: RunningNginx;
const status = async (path: string) => (await ask(nginx.port, path)).status;

describeNginx("a route to files", () => {
  beforeAll(async () => {
    root = nginxFolder();
    const folder = join(root, 'pub"lic; {x} \\n #');
    mkdirSync(join(folder, "sub/.hidden"), { recursive: true });
    mkdirSync(join(folder, "new\nline/.hidden"), { recursive: true });
    writeFileSync(join(root, "secret.txt"), "secret");
    writeFileSync(join(folder, "a.json"), '{"a":1}');
    writeFileSync(join(folder, "plain"), "plain");
    writeFileSync(join(folder, ".b.json.new"), "half");
    writeFileSync(join(folder, "sub/.hidden/c.txt"), "hidden");
    writeFileSync(join(folder, "new\nline/.hidden/c.txt"), "hidden");
    writeFileSync(join(folder, "new\nline/.\nd.txt"), "hidden");
    writeFileSync(join(folder, "sub/index.html"), "index");
    symlinkSync(join(root, "secret.txt"), join(folder, "link.txt"));
    symlinkSync(root, join(folder, "up"));
    const cors = { origins: "*" as const, exposeHeaders: ["ETag"] };
    const get = ["GET"] as ["GET"];
    const one = { file: join(folder, "a.json") };
    const routes = doorWith([
      { path: "/.well-known/a.json", exact: true, target: one, methods: get, cors },
      {
        path: "/plain",
        exact: true,
        target: { file: join(folder, "plain") },
        methods: get,
        contentType: "application/json",
        cache: { maxAge: 60_000 },
      },
      { path: "/later", exact: true, target: { file: join(folder, "later") }, methods: get, cors },
      { path: "/folder", exact: true, target: { file: join(folder, "sub") }, methods: get },
      { path: "/.files/", target: { folder }, methods: ["GET", "HEAD"] },
    ]); // prettier-ignore
    nginx = await startNginx(routes);
  });
  afterAll(async () => {
    await nginx?.[Symbol.asyncDispose]();
    if (root) rmSync(root, { recursive: true, force: true });
  });

  test("serves the file with an ETag, to be asked for again each time", async () => {
    const answer = await ask(nginx.port, "/.well-known/a.json");
    expect(answer).toMatchObject({ status: 200, body: '{"a":1}' });
    expect(answer.headers).toMatchObject({
      "content-type": "application/json",
      "cache-control": "no-cache",
      "x-content-type-options": "nosniff",
      "access-control-allow-origin": "*",
      "access-control-expose-headers": "ETag",
    });
    const headers = { "If-None-Match": String(answer.headers.etag) };
    const again = await ask(nginx.port, "/.well-known/a.json", { headers });
    expect(again).toMatchObject({ status: 304, body: "" });
    expect(again.headers).toMatchObject({
      etag: answer.headers.etag,
      "access-control-allow-origin": "*",
    });
  });

  test("serves the new content of a replaced file", async () => {
    const before = await ask(nginx.port, "/later");
    expect(before.status).toBe(404);
    expect(before.headers["access-control-allow-origin"]).toBe("*");
    writeFileSync(join(root, 'pub"lic; {x} \\n #', "later"), "now");
    expect(await ask(nginx.port, "/later")).toMatchObject({ status: 200, body: "now" });
  });

  test("names the media type and the time that the definition gives", async () => {
    const { headers } = await ask(nginx.port, "/plain");
    expect(headers).toMatchObject({ "content-type": "application/json", "cache-control": "max-age=60" });
  });

  test("serves the files of a folder and below it, read only", async () => {
    expect(await ask(nginx.port, "/.files/a.json")).toMatchObject({ status: 200, body: '{"a":1}' });
    expect(await ask(nginx.port, "/.files/sub/index.html")).toMatchObject({ status: 200, body: "index" });
    expect(await ask(nginx.port, "/.files/a.json", { method: "HEAD" })).toMatchObject({
      status: 200,
      body: "",
    });
    const put = await ask(nginx.port, "/.files/a.json", { method: "PUT" });
    expect(put).toMatchObject({ status: 405, headers: { allow: "GET, HEAD" } });
  });

  test.each(["/.files", "/.files/", "/.files/sub", "/.files/sub/", "/folder", "/.files/none"])(
    "knows no folder and no index: %s",
    async (path) => {
      expect(await status(path)).toBe(404);
    },
  );

  test.each([
    "/.files/.b.json.new",
    "/.files/sub/.hidden/c.txt",
    "/.files/new%0Aline/.hidden/c.txt",
    "/.files/new%0Aline/.%0Ad.txt",
    "/.files/%2eb.json.new",
    "/.files/../secret.txt",
    "/.files/..%2Fsecret.txt",
    "/.files/%2e%2e/secret.txt",
    "/.files../secret.txt",
    "/.files/sub/..%2f..%2f..%2fsecret.txt",
    "/.files/link.txt",
    "/.files/up/secret.txt",
    "/.files//etc/passwd",
  ])("shows nothing hidden or outside its folder: %s", async (path) => {
    const answer = await ask(nginx.port, path);
    expect([400, 403, 404]).toContain(answer.status);
    expect(answer.body).not.toMatch(/secret|half|hidden|root:/);
  });
});
