import { expect } from "vitest";
import { selfNamed, startBase } from "../../support/base-container.ts";
import { withEngine } from "../../support/engine.ts";
import { startRegistrationApi } from "../../support/registration-api.ts";

const environment = { SSL_DOMAIN: "a.test", SSL_TEST_MODE: "true", HAPROXY_HOST: "127.0.0.1" };

function body(domain: string, container: string, https: number | null, extra: unknown = null): string {
  const value = { domain, container, http_port: 80, https_port: https, extra_ports: extra };
  return JSON.stringify(value, null, 2);
}

withEngine("registers HTTP first and HTTPS after the certificate, for every name", async () => {
  await using container = await startBase(selfNamed("a.test", "b.test"));
  const calls = await startRegistrationApi(container);
  const extra = [{ listen: 9000, target: 9001, mode: "tcp" }];
  const { exitCode } = await container.runWithoutPauses(["ssl-setup"], {
    ...environment,
    SSL_DOMAIN_ALIASES: "b.test",
    HAPROXY_API_KEY: "key-1",
    EXTRA_PORTS: JSON.stringify(extra),
    SSL_HTTPS_PORT: "9443",
  });
  expect(exitCode).toBe(0);
  const { stdout: host } = await container.run(["hostname"]);
  const call = (text: string) => ({
    method: "POST",
    path: "/v1/backends",
    host: "127.0.0.1:8404",
    authorization: "Bearer key-1",
    contentType: "application/json",
    body: text,
  });
  expect(await calls()).toEqual([
    call(body("a.test", host, null, extra)),
    call(body("b.test", host, null, extra)),
    call(body("a.test", host, 9443, extra)),
    call(body("b.test", host, 9443, extra)),
  ]);
});

withEngine("takes a container called haproxy for the edge without being told", async () => {
  await using container = await startBase(selfNamed("a.test", "haproxy"));
  const calls = await startRegistrationApi(container);
  const { HAPROXY_HOST, ...undirected } = environment;
  expect(HAPROXY_HOST).toBe("127.0.0.1");
  expect((await container.run(["ssl-setup"], undirected)).exitCode).toBe(0);
  expect((await calls()).map(({ authorization }) => authorization)).toEqual([null, null]);
});

withEngine("tries a permanent refusal again for 302 s before it ends with 13", async () => {
  await using container = await startBase(selfNamed("a.test"));
  const calls = await startRegistrationApi(container, [422]);
  expect((await container.runWithoutPauses(["ssl-setup"], environment)).exitCode).toBe(13);
  expect(await container.pauses()).toEqual([2, 4, 8, 16, 32, 60, 60, 60, 60]);
  expect(await calls()).toHaveLength(9);
  expect(await container.exists("/tmp/.ssl-env")).toBe(false);
});

withEngine("goes on when the API recovers", async () => {
  await using container = await startBase(selfNamed("a.test"));
  const calls = await startRegistrationApi(container, [500, 503, 201]);
  expect((await container.runWithoutPauses(["ssl-setup"], environment)).exitCode).toBe(0);
  expect(await container.pauses()).toEqual([2, 4]);
  expect(await calls()).toHaveLength(4);
});

withEngine("deletes its domain after each of three conflicts and ends with 13 on the fourth", async () => {
  await using container = await startBase(selfNamed("a.test"));
  const calls = await startRegistrationApi(container, [409]);
  expect((await container.runWithoutPauses(["ssl-setup"], environment)).exitCode).toBe(13);
  expect((await calls()).map(({ method, path }) => `${method} ${path}`)).toEqual([
    ...["POST /v1/backends", "DELETE /v1/backends/a.test"],
    ...["POST /v1/backends", "DELETE /v1/backends/a.test"],
    ...["POST /v1/backends", "DELETE /v1/backends/a.test"],
    "POST /v1/backends",
  ]);
  expect(await container.pauses()).toEqual([2, 2, 2]);
});

withEngine("gives an alias three tries", async () => {
  await using container = await startBase(selfNamed("a.test", "b.test"));
  const calls = await startRegistrationApi(container, [201, 409, 500]);
  const withAlias = { ...environment, SSL_DOMAIN_ALIASES: "b.test" };
  expect((await container.runWithoutPauses(["ssl-setup"], withAlias)).exitCode).toBe(13);
  expect((await calls()).map(({ method }) => method)).toEqual(["POST", "POST", "DELETE", "POST", "POST"]);
  expect(await container.pauses()).toEqual([2, 2, 2]);
});

withEngine("has one try for HTTPS", async () => {
  await using container = await startBase(selfNamed("a.test"));
  const calls = await startRegistrationApi(container, [201, 500]);
  expect((await container.run(["ssl-setup"], environment)).exitCode).toBe(13);
  expect(await calls()).toHaveLength(2);
});

withEngine("waits for the API's port for a minute and tries all the same", async () => {
  await using container = await startBase(selfNamed("a.test"));
  const impatient = { ...environment, RECORD_SECONDS: "1" };
  expect((await container.runWithoutPauses(["ssl-setup"], impatient)).exitCode).toBe(13);
  expect(await container.pauses()).toEqual([...Array(60).fill(1), ...[2, 4, 8, 16, 32, 60, 60, 60, 60]]);
});

withEngine("looks at EXTRA_PORTS only where there is an edge: bad JSON 13, blanks 2", async () => {
  await using container = await startBase(selfNamed("a.test"));
  await startRegistrationApi(container);
  const setup = async (more: Record<string, string>) => {
    const { exitCode } = await container.run(["ssl-setup"], { ...environment, ...more });
    await container.run(["pkill", "-f", "ssl-http-proxy"]);
    return exitCode;
  };
  expect(await setup({ EXTRA_PORTS: "[{" })).toBe(13);
  expect(await setup({ EXTRA_PORTS: "  " })).toBe(2);
  expect(await setup({ EXTRA_PORTS: "[{", HAPROXY_HOST: "" })).toBe(0);
});
