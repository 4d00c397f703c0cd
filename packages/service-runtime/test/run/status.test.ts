import { expect, test } from "vitest";
import { createWorld, type World, withHaproxy } from "./support/world.ts";

const environment = "SSL_DOMAIN=sample.example.org\nSSL_HTTPS_PORT=443\nHAPROXY_HOST=haproxy";
/** What the service's own status command prints, as the library asks for it: tab separated. */
const report = (health: string, lines: string[][] = [], registration = "registered") =>
  [
    ["health", health, "serving"],
    ["domain", "sample.example.org", "80", registration],
    ...lines,
    ["json", JSON.stringify({ health })],
  ]
    .map((line) => line.join("\t"))
    .join("\n");

function serving(world: World, attributes: Record<string, string> = {}) {
  withHaproxy(world);
  world.program("curl", "printf 200");
  world.container("unicity-sample", {
    image: "registry.example/sample:1.2.3",
    environment,
    report: report("healthy"),
    ...attributes,
  });
}

test("reports a healthy service with 0, without any other flag", async () => {
  await using world = await createWorld();
  serving(world);
  const { code, out } = await world.run(["--status"]);
  expect(out).toContain("✓ certificate of sample.example.org: 80 days left");
  expect(out).toContain("✓ sample.example.org is registered at HAProxy");
  expect(out).toContain("RESULT: All checks passed");
  expect(code).toBe(0);
});

test("hands the checks and the service's own status over as JSON, and nothing else on standard output", async () => {
  await using world = await createWorld();
  serving(world);
  const { code, json } = await world.run(["--status", "--json"]);
  expect(code).toBe(0);
  expect(json()).toMatchObject({
    action: "status",
    container: "unicity-sample",
    domain: "sample.example.org",
    result: "ok",
    exitCode: 0,
    serviceStatus: { health: "healthy" },
  });
  expect(json().checks).toContainEqual({ status: "pass", message: "unicity-sample greets" });
});

test("reports a degraded service with 1 and its warnings", async () => {
  await using world = await createWorld();
  serving(world, { report: report("degraded", [["warning", "heartbeat: no round for 400 s"]]) });
  const { code, out } = await world.run(["--status"]);
  expect({ code, out }).toMatchObject({ code: 1, out: expect.stringContaining("⚠ heartbeat: no round") });
});

test.for<[string, Record<string, string>, string]>([
  [
    "unhealthy",
    { report: report("unhealthy", [["failure", "nginx is not running"]]) },
    "✗ nginx is not running",
  ],
  ["without its certificate", { report: "", health: "healthy" }, "✗ sample.example.org has no certificate"],
  [
    "with one that ended",
    { report: "", health: "healthy", days: "0" },
    "✗ certificate of sample.example.org has ended",
  ],
])("reports a service %s with 1", async ([, attributes, text]) => {
  await using world = await createWorld();
  serving(world, attributes);
  const { code, out } = await world.run(["--status"]);
  expect(out).toContain(text);
  expect(code).toBe(1);
});

test("warns two weeks before a certificate ends", async () => {
  await using world = await createWorld();
  serving(world, { report: "", health: "healthy", days: "14" });
  const { code, out } = await world.run(["--status"]);
  expect(out).toContain("⚠ certificate of sample.example.org: 14 day(s) left");
  expect(code).toBe(0);
});

test.for<[string, Record<string, string>]>([
  ["stopped", { state: "exited", exit: "137", log: "killed" }],
  ["starting again", { state: "restarting" }],
])("reports a %s container with 2", async ([, attributes]) => {
  await using world = await createWorld();
  serving(world, attributes);
  const { code, json } = await world.run(["--status", "--json"]);
  expect({ code, json: json() }).toMatchObject({ code: 2, json: { result: "unreachable", exitCode: 2 } });
});

test("reports a container that does not exist with 2", async () => {
  await using world = await createWorld();
  expect((await world.run(["--status"])).code).toBe(2);
});

test.for<[string, number, unknown, string]>([
  ["belongs to another container", 200, { container: "other", https_port: 443 }, "it belongs to other"],
  ["has no HTTPS", 200, { container: "unicity-sample", https_port: null }, "HTTPS goes to no port"],
  ["is gone", 404, { code: "NOT_FOUND" }, "no entry"],
  ["cannot be read", 500, { code: "INTERNAL_ERROR" }, "500 INTERNAL_ERROR"],
])("fails when the registration %s", async ([, status, body, text]) => {
  await using world = await createWorld();
  serving(world);
  world.api("/v1/backends/sample.example.org", status, body);
  const { code, out } = await world.run(["--status"]);
  expect(out).toContain(`✗ sample.example.org is not registered at HAProxy: ${text}`);
  expect(code).toBe(1);
});

test.for<[string, string]>([
  ["000", "✗ https://sample.example.org does not answer through haproxy"],
  ["502", "✗ https://sample.example.org answers 502"],
])("fails when HTTPS gives %s", async ([status, text]) => {
  await using world = await createWorld();
  serving(world);
  world.program("curl", `printf ${status}`);
  const { code, out } = await world.run(["--status"]);
  expect({ code, out }).toMatchObject({ code: 1, out: expect.stringContaining(text) });
});

test("asks for HTTPS the way a client comes: by name, at HAProxy's address", async () => {
  await using world = await createWorld();
  serving(world);
  world.program("curl", `printf '%s\\n' "$@" >"$FAKE_ENGINE/curl-arguments"; printf 200`);
  await world.run(["--status"]);
  const asked = world.read("curl-arguments").split("\n");
  expect(asked).toEqual(
    expect.arrayContaining(["sample.example.org:443:172.31.0.2:443", "https://sample.example.org:443/"]),
  );
  expect(asked).not.toContain("--insecure");
});

test("takes HAProxy's name, network and key from the container", async () => {
  await using world = await createWorld();
  world.write("networks/edge-net", "");
  world.write("key", "kept-key\n");
  world.container("edge-7", { networks: "edge-net", address: "172.31.0.9 edge", service: "" });
  world.api("/v1/backends/sample.example.org", 200, { container: "unicity-sample", https_port: 443 });
  world.program("curl", "printf 200");
  world.container("unicity-sample", {
    environment: environment.replace("HAPROXY_HOST=haproxy", "HAPROXY_HOST=edge"),
    networks: "edge-net\nunicity",
    "key-file": `${world.engine}/key`,
    report: report("healthy"),
  });
  const { code, out } = await world.run(["--status"]);
  expect(out).toContain("✓ sample.example.org is registered at HAProxy");
  expect(world.read("api-requests")).toContain("Bearer kept-key");
  expect(code).toBe(0);
});

test("believes the service about its registration when the API wants a key that the operator did not give", async () => {
  await using world = await createWorld();
  serving(world, { report: report("healthy", [], "refused: the key is wrong") });
  world.api("/v1/backends/sample.example.org", 401, { code: "UNAUTHORIZED" });
  const { code, out } = await world.run(["--status"]);
  expect(out).toContain("✗ sample.example.org is not registered at HAProxy: refused: the key is wrong");
  expect(code).toBe(1);
});

test("changes nothing", async () => {
  await using world = await createWorld();
  serving(world);
  await world.run(["--status"]);
  const changes = /^(create|start|stop|rm|rename|run|network (create|connect)|volume create) /;
  expect(world.calls().filter((call) => changes.test(call))).toEqual([]);
});

test("stops with time to finish, keeps container and volumes, and is content when there is nothing to stop", async () => {
  await using world = await createWorld();
  const id = world.container("unicity-sample");
  expect(await world.run(["--stop"])).toMatchObject({ code: 0 });
  expect(world.calls().at(-1)).toBe("stop -t 45 unicity-sample");
  expect(world.containers()).toEqual({ "unicity-sample": { id, state: "exited" } });
  await using empty = await createWorld();
  expect(await empty.run(["--stop"])).toMatchObject({
    code: 0,
    out: expect.stringContaining("Nothing to stop"),
  });
});

test("prints the log, or ends with 2 when there is no container", async () => {
  await using world = await createWorld();
  expect((await world.run(["--logs"])).code).toBe(2);
  world.container("unicity-sample", { log: "phase: serving" });
  expect(await world.run(["--logs"])).toMatchObject({ code: 0, out: "phase: serving" });
});
