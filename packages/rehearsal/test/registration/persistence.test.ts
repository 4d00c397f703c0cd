import { mkdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { RegistrationStore } from "../../src/registration/store/store.ts";
import { entry, refusal, request, startApi, temporaryFolder } from "./support/api.ts";

test("registrations survive a restart of the API", async () => {
  const first = await startApi();
  const extra_ports = [{ listen: 9001, target: 1, mode: "tcp" }];
  await first.post(request({ extra_ports, map_port: 9000 }));
  await first.server.close();
  const { call, post } = await startApi({ folder: first.folder });
  const kept = entry({ extra_ports, map_port: 9000 });
  expect(await call("GET", "/v1/backends")).toEqual({ status: 200, body: { backends: [kept], count: 1 } });
  expect(await post(request({ extra_ports, map_port: 9000 }))).toMatchObject({ status: 200 });
});

test("comments, lines written by hand and the order stay when a line is changed or removed", async () => {
  const { call, post, domainsMap } = await startApi({ addresses: { web: ["127.0.0.1"] } });
  writeFileSync(domainsMap, "# mine\na.example.org web 80 -\n\n  # indented\nb.example.org web 80 443");
  await post(request());
  await post(request({ domain: "c.example.org" }));
  await call("DELETE", "/v1/backends/b.example.org");
  expect(readFileSync(domainsMap, "utf8")).toBe(
    "# mine\na.example.org\tweb\t80\t443\n\n  # indented\nc.example.org\tweb\t80\t443\n",
  );
});

test("an empty map is made for a person to edit; one that exists stays", async () => {
  const folder = temporaryFolder();
  const domainsMap = join(folder, "etc/domains.map");
  const store = new RegistrationStore({ domainsMap, stateDir: folder });
  await store.createMap();
  expect(readFileSync(domainsMap, "utf8")).toMatch(/^#.*\n$/);
  writeFileSync(domainsMap, "a.example.org web 80 -\n");
  await store.createMap();
  expect(await store.list()).toHaveLength(1);
});

test("the first line of a domain wins", async () => {
  const { call, domainsMap } = await startApi();
  writeFileSync(domainsMap, "a.example.org one 80 -\na.example.org two 80 -\n");
  expect(await call("GET", "/v1/backends/a.example.org")).toMatchObject({ body: { container: "one" } });
});

test("a damaged state file costs the times of registration, not the routes", async () => {
  const { call, post, stateDir } = await startApi();
  await post(request());
  writeFileSync(join(stateDir, "registrations.json"), "{");
  expect(await call("GET", "/v1/backends/a.example.org")).toEqual({
    status: 200,
    body: entry({ created_at: null }),
  });
});

test("registrations at the same time all arrive", async () => {
  const { call, post } = await startApi();
  const domains = Array.from({ length: 20 }, (_, index) => `d${index}.example.org`);
  const answers = await Promise.all(domains.map((domain) => post(request({ domain }))));
  expect(answers.map(({ status }) => status)).toEqual(domains.map(() => 201));
  expect(await call("GET", "/v1/backends")).toMatchObject({ body: { count: 20 } });
});

test("of two containers that want a domain at the same time one gets it", async () => {
  const { post } = await startApi();
  const answers = await Promise.all(["one", "two"].map((container) => post(request({ container }))));
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
});

/** Leaves a lock behind, as a writer that was killed does. */
function leaveLock(stateDir: string, ageSeconds: number): void {
  mkdirSync(stateDir, { recursive: true });
  const lock = join(stateDir, "registrations.lock");
  writeFileSync(lock, "1\n");
  const time = Date.now() / 1000 - ageSeconds;
  utimesSync(lock, time, time);
}

test("a lock that does not become free in time is an internal error, and readers are not held up", async () => {
  const { call, post, stateDir } = await startApi({ lockTimes: { wait: 0 } });
  leaveLock(stateDir, 100);
  expect(await post(request())).toEqual(refusal(500, "INTERNAL_ERROR"));
  expect(await call("GET", "/v1/backends")).toMatchObject({ status: 200, body: { count: 0 } });
});

test("a lock of more than two minutes is taken over", async () => {
  const { post, stateDir } = await startApi({ lockTimes: { wait: 0 } });
  leaveLock(stateDir, 130);
  expect(await post(request())).toMatchObject({ status: 201 });
});

test("validation needs no lock", async () => {
  const { post, stateDir } = await startApi({ lockTimes: { wait: 0 } });
  leaveLock(stateDir, 100);
  expect(await post(request({ http_port: "80" }))).toEqual(refusal(422, "VALIDATION_ERROR"));
});

test("health is degraded by a lock older than 30 s", async () => {
  const { call, stateDir } = await startApi();
  leaveLock(stateDir, 20);
  expect(await call("GET", "/v1/health")).toMatchObject({ status: 200, body: { status: "healthy" } });
  leaveLock(stateDir, 40);
  expect(await call("GET", "/v1/health")).toMatchObject({
    status: 200,
    body: { status: "degraded", warning: expect.any(String) },
  });
});

test("health names HAProxy's process and what it serves", async () => {
  const { call, post } = await startApi({ master: { pid: 7, uptimeSeconds: 42 } });
  await post(request());
  expect(await call("GET", "/v1/health")).toEqual({
    status: 200,
    body: {
      status: "healthy",
      haproxy_pid: 7,
      api_version: "1.0",
      backends_count: 1,
      haproxy_uptime_seconds: 42,
    },
  });
});

test("health is 503 without a HAProxy", async () => {
  const { call } = await startApi({ master: undefined });
  expect(await call("GET", "/v1/health")).toEqual({
    status: 503,
    body: { status: "unhealthy", error: expect.any(String), api_version: "1.0" },
  });
});
