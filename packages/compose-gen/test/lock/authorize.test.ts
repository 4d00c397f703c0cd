import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { dockerCredentials } from "../../src/lock/docker-credentials.ts";
import { temporaryFolder } from "../support/folder.ts";
import { errorOf, testClient } from "./support/client.ts";
import { serve, type TestServer } from "./support/server.ts";

const basic = Buffer.from("robot:hunter2").toString("base64");

/** A registry that wants `token`, and answers at `/token` with what the test says. */
function tokenRegistry(
  answer: string | ((server: TestServer) => string) = '{"token":"abc"}',
  challenge = (server: TestServer) => `Bearer realm="${server.origin}/token",service="registry.example"`,
  wanted = "Bearer abc",
) {
  return serve((request, response, server) => {
    if (request.url?.startsWith("/token")) response.end(typeof answer === "string" ? answer : answer(server));
    else if (request.headers.authorization === wanted) response.end("{}");
    else
      response.writeHead(401, { "www-authenticate": challenge(server) }).end(request.headers.authorization);
  });
}

const ask = (server: TestServer, findCredentials: (host: string) => string | undefined = () => undefined) =>
  testClient(`${server.host}/acme/app`, { findCredentials }).get("manifests/1.0.0", "*/*");

test("a token is fetched without credentials for pulling this repository, once for all requests", async () => {
  const server = await tokenRegistry();
  const client = testClient(`${server.host}/acme/app`);
  await client.get("manifests/1.0.0", "*/*");
  await client.get("manifests/1.0.1", "*/*");
  expect(server.seen).toEqual([
    { url: "/v2/acme/app/manifests/1.0.0", authorization: undefined },
    { url: "/token?service=registry.example&scope=repository%3Aacme%2Fapp%3Apull", authorization: undefined },
    { url: "/v2/acme/app/manifests/1.0.0", authorization: "Bearer abc" },
    { url: "/v2/acme/app/manifests/1.0.1", authorization: "Bearer abc" },
  ]);
});

test("a registry that asks for more than pulling gets no token for that", async () => {
  const server = await tokenRegistry(undefined, ({ origin }) => {
    return `Bearer realm="${origin}/token",scope="repository:other/app:push,delete"`;
  });
  await ask(server);
  expect(server.seen[1]?.url).toBe("/token?scope=repository%3Aacme%2Fapp%3Apull");
});

test("a scope that is no repository's is passed on", async () => {
  const server = await tokenRegistry(undefined, ({ origin }) => `Bearer realm="${origin}/token",scope="aws"`);
  await ask(server);
  expect(server.seen[1]?.url).toBe("/token?scope=aws");
});

test("credentials go to the token service, and the token under its other name to the registry", async () => {
  const server = await tokenRegistry('{"access_token":"abc"}');
  await ask(server, (host) => (host === server.host ? basic : undefined));
  expect(server.seen.map(({ authorization }) => authorization)).toEqual([
    undefined,
    `Basic ${basic}`,
    "Bearer abc",
  ]);
});

test("a registry with Basic gets the credentials of its own host", async () => {
  const server = await tokenRegistry("", () => 'Basic realm="x"', `Basic ${basic}`);
  await ask(server, (host) => (host === server.host ? basic : undefined));
  expect(server.seen).toHaveLength(2);
  expect((await errorOf(ask(server))).parts).toMatchObject({
    code: "REGISTRY_DENIED",
    evidence: "status 401",
    next: expect.stringContaining("docker login"),
  });
});

test.each<[string, string, string]>([
  ["without a token", "{}", "answers without a token"],
  ["with a token that is a second header", '{"token":"abc\\r\\nX-Evil: 1"}', "answers without a token"],
  ["with a number", '{"token":5}', "answers without a token"],
  ["with HTML", "<html>", "no JSON"],
])("a token service that answers %s is not trusted", async (_what, answer, text) => {
  const error = await errorOf(ask(await tokenRegistry(answer), () => basic));
  expect(error.code).toBe("REGISTRY_UNTRUSTED");
  expect(error.message).toContain(text);
});

test.each([
  ["over plain http on another machine", "http://10.0.0.9/token", "plain http to another machine"],
  ["that is no web address", "ftp://auth.example/", "no usable token service"],
  ["that is nonsense", "token", "no usable token service"],
])("a token service %s gets no credentials", async (_what, realm, text) => {
  const server = await tokenRegistry("", () => `Bearer realm="${realm}"`);
  const fetch = vi.fn(globalThis.fetch);
  const client = testClient(`${server.host}/acme/app`, { fetch, findCredentials: () => basic });
  expect((await errorOf(client.get("manifests/1.0.0", "*/*"))).message).toContain(text);
  expect(fetch).toHaveBeenCalledOnce();
});

test("a token that does not help ends in one clear refusal", async () => {
  const server = await tokenRegistry('{"token":"wrong"}');
  const error = await errorOf(ask(server));
  expect(error.code).toBe("REGISTRY_DENIED");
  expect(server.seen).toHaveLength(3);
});

test("neither token nor password shows in an error, even when the registry echoes them", async () => {
  const echo = ({ seen }: TestServer) => `{"errors":[{"code":"${seen.at(-1)?.authorization}"}]}`;
  const servers = await Promise.all([
    tokenRegistry('{"token":"topsecret"}'),
    tokenRegistry(echo),
    serve((request, response) => response.writeHead(500).end(request.headers.authorization)),
  ]);
  for (const server of servers) {
    const error = await errorOf(ask(server, () => basic));
    const text = `${error.message}${JSON.stringify(error.parts)}${error.stack}`;
    for (const secret of ["topsecret", "hunter2", basic]) expect(text).not.toContain(secret);
  }
});

test("a host that a redirect leads to gets no token with our credentials", async () => {
  const other = await tokenRegistry();
  const server = await serve((request, response) => {
    response.writeHead(307, { location: `${other.origin}${request.url}` }).end();
  });
  expect((await errorOf(ask(server, () => basic))).code).toBe("REGISTRY_DENIED");
  expect(other.seen.map(({ url }) => url)).toEqual(["/v2/acme/app/manifests/1.0.0"]);
});

/** A folder with this Docker configuration. */
function dockerConfig(content: string): { DOCKER_CONFIG: string } {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "config.json"), content);
  return { DOCKER_CONFIG: folder };
}

test.each([
  ["ghcr.io", "ghcr.io", { auth: basic }],
  ["ghcr.io", "https://ghcr.io", { auth: basic }],
  ["registry-1.docker.io", "https://index.docker.io/v1/", { auth: basic }],
  ["ghcr.io", "ghcr.io", { username: "robot", password: "hunter2" }],
])("credentials for %s are found under %s", (host, key, entry) => {
  const find = dockerCredentials(dockerConfig(JSON.stringify({ auths: { [key]: entry } })));
  expect(find(host)).toBe(basic);
  expect(find("other.example")).toBeUndefined();
});

test.each([
  ["entries of a credential helper", '{"auths":{"ghcr.io":{}},"credsStore":"desktop"}'],
  ["other values", '{"auths":{"ghcr.io":5}}'],
  ["no auths", "{}"],
])("%s count as none", (_what, content) => {
  expect(dockerCredentials(dockerConfig(content))("ghcr.io")).toBeUndefined();
});

test("without DOCKER_CONFIG the configuration in the home folder is read", () => {
  const home = temporaryFolder();
  expect(dockerCredentials({ HOME: home })("ghcr.io")).toBeUndefined();
  mkdirSync(join(home, ".docker"));
  writeFileSync(join(home, ".docker/config.json"), JSON.stringify({ auths: { "ghcr.io": { auth: basic } } }));
  expect(dockerCredentials({ HOME: home })("ghcr.io")).toBe(basic);
});

test("a broken Docker configuration is named without its content", () => {
  const find = dockerCredentials(dockerConfig(`{"auths":{"ghcr.io":{"auth":"${basic}"`));
  expect(() => find("ghcr.io")).toThrow("DOCKER_CONFIG_INVALID");
  expect(() => find("ghcr.io")).not.toThrow(basic.slice(0, 6));
});

test("a registry asked over https gets no token from a service of plain http, and no credentials go there", async () => {
  const asked: string[] = [];
  const fetch = vi.fn(async (url: URL) => {
    asked.push(url.href);
    const challenge = 'Bearer realm="http://127.0.0.1:9/token"';
    return new Response("", { status: 401, headers: { "www-authenticate": challenge } });
  });
  const client = testClient("registry.example/acme/app", {
    fetch: fetch as unknown as typeof globalThis.fetch,
    findCredentials: () => basic,
  });
  expect((await errorOf(client.get("manifests/1.0.0", "*/*"))).parts).toMatchObject({
    code: "REGISTRY_UNTRUSTED",
    evidence: "http://127.0.0.1:9",
  });
  expect(asked).toEqual(["https://registry.example/v2/acme/app/manifests/1.0.0"]);
});
