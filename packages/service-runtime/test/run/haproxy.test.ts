import { statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createWorld, type World, withHaproxy } from "./support/world.ts";

const tls = ["--domain", "sample.example.org", "--ssl-email", "ops@example.org"];
const domain = "/v1/backends/sample.example.org";
const untouched = (world: World) =>
  expect(world.calls().filter((call) => /^(create|stop|rename|rm|start|network create)/.test(call))).toEqual(
    [],
  );

test("refuses a first start without HAProxy, in seconds and before anything changes", async () => {
  await using world = await createWorld();
  const { code, out, errors } = await world.run(tls);
  expect(out).toContain("✗ network haproxy-net is missing");
  expect(errors).toContain("HAPROXY_NOT_READY");
  expect(code).toBe(1);
  untouched(world);
});

test("starts without HAProxy on the certificate of its volume, and says that it is not registered", async () => {
  await using world = await createWorld();
  world.write("networks/haproxy-net", "");
  world.write("volumes/unicity-sample-letsencrypt", "");
  world.next({ health: "healthy", days: "60" });
  const { code, out, errors } = await world.run(tls);
  expect(errors).toContain("a certificate in unicity-sample-letsencrypt is enough to start");
  expect(out).toContain("⚠ sample.example.org: HAProxy cannot be asked from this host");
  expect(code).toBe(0);
});

test.for<[string, number, unknown, string]>([
  ["the key is refused", 401, { code: "UNAUTHORIZED" }, "refuses the key (401): none is given"],
  [
    "the domain belongs to another running container",
    200,
    { container: "relay-one" },
    "belongs to the running container relay-one",
  ],
])("refuses to start when %s, even with a certificate", async ([, status, body, text]) => {
  await using world = await createWorld();
  withHaproxy(world);
  world.container("relay-one");
  world.write("volumes/unicity-sample-letsencrypt", "");
  world.api(domain, status, body);
  const { code, out } = await world.run(tls);
  expect(out).toContain(text);
  expect(code).toBe(1);
  untouched(world);
});

test("goes on when the domain is registered for a container that is gone", async () => {
  await using world = await createWorld();
  withHaproxy(world);
  world.api(domain, 200, { container: "gone", https_port: 443 });
  const { out } = await world.run([...tls, "--ssl-test-mode"]);
  expect(out).toContain("⚠ sample.example.org is still registered for gone");
  expect(Object.keys(world.containers())).toContain("unicity-sample");
});

test("finds HAProxy by its alias on the network", async () => {
  await using world = await createWorld();
  world.write("networks/edge-net", "");
  world.container("edge-7", { networks: "edge-net", address: "172.31.0.9 other edge", service: "" });
  world.api("/v1/health", 200, { status: "healthy" });
  world.next({ health: "healthy", days: "60" });
  const { out } = await world.run([...tls, "--haproxy-host", "edge", "--haproxy-net", "edge-net"]);
  expect(out).toContain("✓ HAProxy runs: edge-7 on edge-net");
  expect(out).toContain("✓ key accepted; sample.example.org is free");
});

test("moves a key from the command line to a file of mode 0600 and warns; nothing of it shows anywhere", async () => {
  await using world = await createWorld();
  withHaproxy(world);
  world.next({ health: "healthy", days: "60" });
  const { errors } = await world.run([...tls, "--haproxy-api-key", "s3cret-key"]);
  expect(errors).toContain("--haproxy-api-key shows the key in the list of processes");
  const file = join(world.folder, ".local/state/unicity-host/unicity/secrets/unicity-sample-haproxy-api-key");
  expect(errors).toContain(file);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const { id } = world.containers()["unicity-sample"] ?? {};
  expect(world.read(`containers/${id}/environment`)).toContain(
    "HAPROXY_API_KEY_FILE=/run/secrets/haproxy-api-key\n",
  );
  expect(world.read(`containers/${id}/arguments`)).toContain(
    `type=bind,source=${file},target=/run/secrets/haproxy-api-key,readonly`,
  );
  expect(world.calls().join("\n") + world.read(`containers/${id}/environment`)).not.toContain("s3cret");
  expect(world.read("api-requests")).toContain('header = "Authorization: Bearer s3cret-key"');
});

test("takes the key from a file, and refuses one that is missing, empty or has two lines", async () => {
  await using world = await createWorld();
  withHaproxy(world);
  const file = join(world.engine, "key");
  const run = () => world.run([...tls, "--check", "--haproxy-api-key-file", file]);
  expect(await run()).toMatchObject({ code: 3, errors: expect.stringContaining("no such file") });
  world.write("key", "");
  expect(await run()).toMatchObject({ code: 3, errors: expect.stringContaining("the file is empty") });
  world.write("key", "one\ntwo\n");
  expect(await run()).toMatchObject({ code: 3, errors: expect.stringContaining("API_KEY_INVALID") });
  world.write("key", "from-file\n");
  expect((await run()).errors).toContain("should be readable for its owner only");
  expect(world.read("api-requests")).toContain("Bearer from-file");
});

test("waits until HAProxy sends clients to the new container, as it does after a replacement", async () => {
  await using world = await createWorld();
  withHaproxy(world);
  world.next({ health: "healthy", days: "60" });
  world.program("curl", `[[ -e $FAKE_ENGINE/seen-open ]] && printf 200 || printf 000`);
  world.program("sleep", `: >"$FAKE_ENGINE/seen-open"`);
  const { code, out } = await world.run(tls, { env: { REGISTRATION_TIMEOUT: "60" } });
  expect(out).toContain("waiting: https://sample.example.org through HAProxy");
  expect(out).toContain("✓ https://sample.example.org answers (200)");
  expect(code).toBe(0);
});

test("does not wait for a registration that was refused", async () => {
  await using world = await createWorld();
  withHaproxy(world);
  world.api(domain, 404, {});
  const refused = "domain\tsample.example.org\t60\trefused: 422 PORT_NOT_ALLOWED";
  world.next({ report: `health\tdegraded\tserving\n${refused}\njson\tnull` });
  world.program("sleep", `: >"$FAKE_ENGINE/waited"`);
  const { code, out } = await world.run(tls, { env: { REGISTRATION_TIMEOUT: "60" } });
  expect(out).toContain("✗ sample.example.org is not registered at HAProxy: refused: 422 PORT_NOT_ALLOWED");
  expect(code).toBe(1);
  expect(() => world.read("waited")).toThrow();
});

test("waits for the registration that comes after the service is ready", async () => {
  await using world = await createWorld();
  withHaproxy(world);
  world.api(domain, 404, {});
  world.next({ health: "healthy", days: "60" });
  // Each pause is the time in which the heartbeat registers.
  const entry = JSON.stringify({ container: "unicity-sample", https_port: 443 });
  world.program("sleep", `printf '200 %s\\n' '${entry}' >"$FAKE_ENGINE/api/${domain.replaceAll("/", "_")}"`);
  const { code, out } = await world.run(tls, { env: { REGISTRATION_TIMEOUT: "60" } });
  expect(out).toContain("waiting: registration of sample.example.org at HAProxy");
  expect(out).toContain("✓ sample.example.org is registered at HAProxy");
  expect(code).toBe(0);
});

test("asks https://<domain> at the address that reaches HAProxy from this host, trusting the given CA", async () => {
  await using world = await createWorld();
  withHaproxy(world);
  world.next({ health: "healthy", days: "60" });
  world.program("curl", 'printf "%s\\n" "$*" >>"$FAKE_ENGINE/curl"; printf 200');
  const env = { SSL_CA_FILE: "/ca.pem" };
  expect((await world.run(tls, { env })).code).toBe(0);
  expect(world.read("curl")).toContain("--connect-to sample.example.org:443:172.31.0.2:443 ");
  expect(world.read("curl")).toContain("--cacert /ca.pem");
  world.write("curl", "");
  expect((await world.run(tls, { env: { ...env, HTTPS_CHECK_ADDRESS: "127.0.0.1:8443" } })).code).toBe(0);
  expect(world.read("curl")).toContain("--connect-to sample.example.org:443:127.0.0.1:8443 ");
  expect(world.read("curl")).not.toContain("172.31.0.2");
});

test("asks from the container where the host has no curl, with the certificate still checked", async () => {
  await using world = await createWorld();
  withHaproxy(world);
  world.next({ health: "healthy", days: "60" });
  world.write("ca.pem", "a CA");
  await world.run(tls, { env: { SSL_CA_FILE: join(world.engine, "ca.pem") } });
  const asked = world.calls().find((call) => call.includes("--connect-to"));
  expect(asked).toMatch(/^exec -i unicity-sample curl .*--cacert \/dev\/stdin/);
  expect(asked).not.toContain("--insecure");
});
