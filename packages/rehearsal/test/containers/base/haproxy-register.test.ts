import { expect } from "vitest";
import { startBase } from "../../support/base-container.ts";
import { withEngine } from "../../support/engine.ts";
import { startRegistrationApi } from "../../support/registration-api.ts";

const environment = { SSL_DOMAIN: "a.test", HAPROXY_HOST: "127.0.0.1" };
const response = "/tmp/.haproxy-register-response";

withEngine("registers every listed name with both ports and succeeds on 200 and 201", async () => {
  for (const status of [200, 201]) {
    await using container = await startBase();
    const calls = await startRegistrationApi(container, [status]);
    const ended = await container.run(["haproxy-register", "register"], {
      ...environment,
      SSL_DOMAIN_ALIASES: "b.test, b.test",
      HAPROXY_API_KEY: "key-1",
    });
    expect(ended.exitCode).toBe(0);
    const { stdout: host } = await container.run(["hostname"]);
    expect((await calls()).map(({ body }) => JSON.parse(body))).toEqual(
      ["a.test", "b.test", "b.test"].map((domain) => ({
        domain,
        container: host,
        http_port: 80,
        https_port: 443,
        extra_ports: null,
      })),
    );
    expect((await calls())[0]?.authorization).toBe("Bearer key-1");
    expect(await container.read(response)).toBe('{"answer":true}');
  }
});

withEngine(
  "reports a refused registration as 000 without a body, after one request, and ends with 1",
  async () => {
    await using container = await startBase();
    const calls = await startRegistrationApi(container, [409]);
    const ended = await container.run(["haproxy-register", "register"], environment);
    expect(ended.exitCode).toBe(1);
    expect(ended.stderr).toContain("000");
    expect(ended.stderr).not.toContain("409");
    expect(await calls()).toHaveLength(1);
    expect(await container.read(response)).toBe("");
  },
);

withEngine("a refused alias is a warning", async () => {
  await using container = await startBase();
  await startRegistrationApi(container, [201, 409]);
  const withAlias = { ...environment, SSL_DOMAIN_ALIASES: "b.test" };
  const ended = await container.run(["haproxy-register", "register"], withAlias);
  expect(ended.exitCode).toBe(0);
  expect(ended.stderr).toContain("b.test");
});

withEngine("unregister deletes every name and always succeeds", async () => {
  const withAlias = { ...environment, SSL_DOMAIN_ALIASES: "b.test" };
  for (const status of [201, 401, 500]) {
    await using container = await startBase();
    const calls = await startRegistrationApi(container, [status]);
    expect((await container.run(["haproxy-register", "unregister"], withAlias)).exitCode).toBe(0);
    expect((await calls()).map(({ method, path }) => `${method} ${path}`)).toEqual([
      "DELETE /v1/backends/a.test",
      "DELETE /v1/backends/b.test",
    ]);
  }
  await using alone = await startBase();
  expect((await alone.run(["haproxy-register", "unregister"], withAlias)).exitCode).toBe(0);
  expect((await alone.run(["haproxy-register", "register"], withAlias)).exitCode).toBe(1);
});

withEngine(
  "refuses a missing or unknown action and a missing variable with 1, without auto-detection",
  async () => {
    await using container = await startBase(["--network", "none", "--add-host", "haproxy:127.0.0.1"]);
    await startRegistrationApi(container);
    const code = async (args: string[], variables: Record<string, string>) =>
      (await container.run(["haproxy-register", ...args], variables)).exitCode;
    expect(await code([], environment)).toBe(1);
    expect(await code(["renew"], environment)).toBe(1);
    for (const action of ["register", "unregister"]) {
      expect(await code([action], { HAPROXY_HOST: "127.0.0.1" })).toBe(1);
      expect(await code([action], { SSL_DOMAIN: "a.test" })).toBe(1);
    }
  },
);
