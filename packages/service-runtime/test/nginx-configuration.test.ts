import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startRuntime } from "./support/runtime.ts";

const domain = { SSL_DOMAIN: "a.example.org", SSL_DOMAIN_ALIASES: "b.example.org" };

async function render(mode: string, environment: Record<string, string>): Promise<string> {
  const { stdout, exitCode } = await startRuntime().bash(`nginx_configuration ${mode}`, environment);
  expect(exitCode).toBe(0);
  return stdout;
}

test("every domain has a TLS server of its own, and an unknown name gets no handshake", async () => {
  const text = await render("tls", domain);
  expect(text).toMatch(/listen 443 ssl default_server;\s+ssl_reject_handshake on;/);
  expect(
    [...text.matchAll(/http2 on;\s+server_name (\S+);\s+ssl_certificate (\S+);/g)].map(([, name]) => name),
  ).toEqual(["a.example.org", "b.example.org"]);
  expect(text).toContain("ssl_protocols TLSv1.2 TLSv1.3;");
});

test("with TLS, plain HTTP only leads to it, and only from port 80 of the container", async () => {
  const text = await render("tls", domain);
  expect(text).toContain("return 308 https://b.example.org$request_uri;");
  expect(text).not.toMatch(/listen 8080/);
  expect(text).toMatch(/listen 127\.0\.0\.1:8079;/);
});

test.for<[Record<string, string>, boolean]>([
  [{}, true],
  [{ HSTS_MAX_AGE: "0" }, false],
  [{ SSL_STAGING: "true" }, false],
  [{ SSL_TEST_MODE: "true" }, false],
])("HSTS with %j: %s", async ([environment, expected]) => {
  expect((await render("tls", { ...domain, ...environment })).includes("Strict-Transport-Security")).toBe(
    expected,
  );
});

test("without TLS the routes are served on the plain port, and behind port 80 when there is a domain", async () => {
  const local = await render("plain", {});
  expect(local).toMatch(/listen 8080;/);
  expect(local).not.toContain("ssl");
  expect(local).not.toContain("8079");
  expect(await render("plain", domain)).toMatch(/listen 127\.0\.0\.1:8079;\s+listen 8080;/);
});

test("the access log has neither queries nor headers, and can be off", async () => {
  const text = await render("plain", {});
  const format = /log_format requests .*$/m.exec(text)?.[0] ?? "";
  expect(format).not.toMatch(/\$(request|args|query_string|request_uri|http_|cookie_)\b/);
  expect(text).toMatch(/access_log \S+ requests buffer=4k flush=1s if=\$noteworthy;/);
  expect(await render("plain", { ACCESS_LOG: "none" })).toContain("access_log off;");
});

test("as many files may be open as the container allows, not only as it starts with", async () => {
  const { stdout } = await startRuntime().bash(
    "ulimit -Sn 256; ulimit -Hn 5000; nginx_configuration plain",
    {},
  );
  expect(stdout).toContain("worker_rlimit_nofile 5000;");
  expect(stdout).toContain("worker_connections 5000;");
});

test("routes to other containers bring their own part, and only then its module is loaded", async () => {
  const routes = mkdtempSync(join(tmpdir(), "service-runtime-routes-"));
  try {
    const plain = `SERVICE_ROUTES=${routes}; nginx_configuration plain`;
    expect((await startRuntime().bash(plain, {})).stdout).not.toMatch(/^stream|stream_module/m);
    writeFileSync(join(routes, "stream.conf"), "");
    const text = (await startRuntime().bash(plain, {})).stdout;
    expect(text).toMatch(/^load_module \S+stream_module.so;\n/);
    expect(text).toMatch(new RegExp(`^stream {\\s+include ${routes}/stream.conf;\\s+}$`, "m"));
  } finally {
    rmSync(routes, { recursive: true, force: true });
  }
});

test("a reload ends no connection: old workers keep theirs for a week", async () => {
  expect(await render("tls", domain)).toMatch(/^worker_shutdown_timeout 7d;$/m);
});
