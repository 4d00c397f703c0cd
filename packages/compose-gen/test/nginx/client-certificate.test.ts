import { rmSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, askBackend } from "./support/ask.ts";
import { type Backend, startBackend } from "./support/backend.ts";
import { type Certificates, makeCertificates } from "./support/certificates.ts";
import { describeNginx } from "./support/describe-nginx.ts";
import { doorWith } from "./support/door.ts";
import { nginxFolder, type RunningNginx, startNginx } from "./support/nginx.ts";

const target = "door/http";
let backend: Backend;
let nginx: RunningNginx;
let certificates: Certificates;
let folder: string;

const asClient = () => ({ tls: { ca: certificates.authority, ...certificates.client } });
const asAnybody = () => ({ tls: { ca: certificates.authority } });

describeNginx("the certificate of a TLS client", () => {
  beforeAll(async () => {
    folder = nginxFolder();
    certificates = makeCertificates(folder);
    backend = await startBackend();
    const cors = { origins: "*" as const };
    const routes = doorWith(
      [
        { path: "/required", exact: true, target, methods: ["GET"], clientCertificate: "required", cors },
        { path: "/optional", exact: true, target, methods: ["GET"], clientCertificate: "optional" },
        { path: "/none", exact: true, target, methods: ["GET"] },
      ],
      { own: backend.port },
    );
    nginx = await startNginx(routes, certificates.directives);
  });
  afterAll(async () => {
    await nginx?.[Symbol.asyncDispose]();
    await backend?.[Symbol.asyncDispose]();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  test("lets a client with one in, and tells the target whose it is", async () => {
    const { status, seen } = await askBackend(nginx.port, "/required", asClient());
    expect(status).toBe(200);
    expect(seen.headers).toMatchObject({
      "x-ssl-client-verify": "SUCCESS",
      "x-ssl-client-s-dn": "CN=client",
      "x-forwarded-proto": "https",
    });
  });

  test("is needed where it is required, but not for a preflight", async () => {
    const answer = await ask(nginx.port, "/required", asAnybody());
    expect(answer.status).toBe(403);
    expect(JSON.parse(answer.body)).toEqual({ error: "Forbidden", status: 403 });
    expect((await ask(nginx.port, "/required", { method: "OPTIONS", ...asAnybody() })).status).toBe(204);
  });

  test("cannot be claimed by a header", async () => {
    const headers = { "X-SSL-Client-Verify": "SUCCESS", "X-SSL-Client-S-DN": "CN=client" };
    expect((await ask(nginx.port, "/required", { headers, ...asAnybody() })).status).toBe(403);
    const { seen } = await askBackend(nginx.port, "/optional", { headers, ...asAnybody() });
    expect(seen.headers["x-ssl-client-verify"]).toBe("NONE");
    expect(seen.headers).not.toHaveProperty("x-ssl-client-s-dn");
  });

  test("is told where it is optional and not where it is not looked at", async () => {
    const optional = await askBackend(nginx.port, "/optional", asClient());
    expect(optional.seen.headers["x-ssl-client-verify"]).toBe("SUCCESS");
    const none = await askBackend(nginx.port, "/none", asClient());
    expect(none.seen.headers).not.toHaveProperty("x-ssl-client-verify");
  });

  test("of a stranger is refused everywhere", async () => {
    const stranger = { tls: { ca: certificates.authority, ...certificates.stranger } };
    for (const path of ["/required", "/optional", "/none"]) {
      const answer = await ask(nginx.port, path, stranger);
      expect(answer.status).toBe(400);
      expect(JSON.parse(answer.body)).toEqual({ error: "Bad Request", status: 400 });
    }
  });

  test("that is required is not to be had without TLS", async () => {
    await using plain = await startNginx(
      doorWith(
        [{ path: "/required", exact: true, target, methods: ["GET"], clientCertificate: "required" }],
        { own: backend.port },
      ),
    );
    expect((await ask(plain.port, "/required")).status).toBe(403);
  });
});
