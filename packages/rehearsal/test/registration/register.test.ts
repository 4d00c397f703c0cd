import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { entry, refusal, request, startApi } from "./support/api.ts";

test("a new domain answers 201 with its entry, after a reload", async () => {
  const { post, seen } = await startApi();
  expect(await post(request())).toEqual({ status: 201, body: entry() });
  expect(seen.reloads).toBe(1);
});

test("absent ports become 80, 443 and null; an unknown key is ignored", async () => {
  const { post } = await startApi();
  const { body } = await post({ domain: "a.example.org", container: "web", colour: "red" });
  expect(body).toEqual(entry());
});

test("an explicit null is not the default", async () => {
  const { post } = await startApi();
  const { body } = await post(request({ https_port: null }));
  expect(body).toEqual(entry({ https_port: null }));
});

test("the identical request answers 200 at once, without a reload", async () => {
  const { post, seen } = await startApi();
  await post(request());
  expect(await post(request())).toEqual({
    status: 200,
    body: { ...entry(), message: "Already registered with identical configuration" },
  });
  expect(seen.reloads).toBe(1);
});

test.each([
  { http_port: 81 },
  { https_port: null },
  { https_port: 8443 },
  { map_port: 9000 },
  { extra_ports: [{ listen: 9001, target: 1, mode: "tcp" }] },
])("the same container with %j is updated and reloaded", async (change) => {
  const { post, call, seen } = await startApi();
  await post(request());
  const updated = entry(change);
  expect(await post(request(change))).toEqual({
    status: 200,
    body: { ...updated, message: "Registration updated" },
  });
  expect(seen.reloads).toBe(2);
  expect(await call("GET", "/v1/backends/a.example.org")).toEqual({ status: 200, body: updated });
});

test("extra ports are identical only in the same order", async () => {
  const { post, seen } = await startApi();
  const [first, second] = [9001, 9002].map((listen) => ({ listen, target: 1, mode: "http" }));
  await post(request({ extra_ports: [first, second] }));
  await post(request({ extra_ports: [first, second] }));
  expect(seen.reloads).toBe(1);
  const { body } = await post(request({ extra_ports: [second, first] }));
  expect(body).toMatchObject({ message: "Registration updated" });
});

test("an empty list of extra ports is never identical to what is stored", async () => {
  const { post, seen } = await startApi();
  for (const message of [undefined, "Registration updated", "Registration updated"]) {
    const { body } = await post(request({ extra_ports: [] }));
    expect((body as { message?: string }).message).toBe(message);
  }
  expect(seen.reloads).toBe(3);
});

test("another container is refused with the entry that exists", async () => {
  const { post, seen } = await startApi();
  await post(request());
  const answer = await post(request({ container: "other" }));
  expect(answer).toEqual(refusal(409, "DOMAIN_CONFLICT", { existing: entry() }));
  expect(seen.reloads).toBe(1);
});

test("the number of domains is limited; those that exist may still change", async () => {
  const { post } = await startApi({ settings: { maxRegistrations: 1 } });
  await post(request());
  expect(await post(request({ domain: "b.example.org" }))).toEqual(refusal(429, "LIMIT_EXCEEDED"));
  expect(await post(request({ http_port: 81 }))).toMatchObject({ status: 200 });
});

test("a port that another domain uses in another mode is refused, in the same mode it is shared", async () => {
  const { post } = await startApi();
  const at = (domain: string, mode: string) =>
    post(request({ domain, extra_ports: [{ listen: 9001, target: 1, mode }] }));
  await at("a.example.org", "tcp");
  expect(await at("b.example.org", "http")).toEqual(refusal(409, "MODE_CONFLICT"));
  expect(await at("b.example.org", "tcp")).toMatchObject({ status: 201 });
  // A domain of its own may not change the mode either while the other one listens.
  expect(await at("a.example.org", "http")).toEqual(refusal(409, "MODE_CONFLICT"));
});

test("a domain may change the mode of a port that it alone uses", async () => {
  const { post } = await startApi();
  for (const [mode, status] of [
    ["tcp", 201],
    ["http", 200],
  ] as const) {
    const answer = await post(request({ extra_ports: [{ listen: 9001, target: 1, mode }] }));
    expect(answer).toMatchObject({ status, body: { extra_ports: [{ mode }] } });
  }
});

test("two modes for one port in a single request pass, as upstream's check sees only other domains", async () => {
  const { post } = await startApi();
  const extra_ports = ["tcp", "http"].map((mode) => ({ listen: 9001, target: 1, mode }));
  expect(await post(request({ extra_ports }))).toMatchObject({ status: 201 });
});

test("an upper-case domain is kept as sent: its own path does not find it, and it is no conflict", async () => {
  const { post, call } = await startApi();
  const upper = request({ domain: "A.Example.ORG" });
  expect(await post(upper)).toEqual({ status: 201, body: entry({ domain: "A.Example.ORG" }) });
  expect(await post(upper)).toMatchObject({ status: 200 });
  expect(await call("GET", "/v1/backends/A.Example.ORG")).toEqual(refusal(404, "NOT_FOUND"));
  expect(await post(request({ container: "other" }))).toMatchObject({ status: 201 });
});

test("HAProxy is told the container's address, also when nothing changed", async () => {
  const { post, seen } = await startApi({ addresses: { web: ["10.0.0.7", "10.0.0.8"] } });
  await post(request());
  await post(request());
  await expect.poll(() => seen.revived.length).toBe(2);
  expect(seen.revived[1]).toMatchObject({ route: { domain: "a.example.org" }, address: "10.0.0.7" });
});

test("a registration is one line of tab-separated fields", async () => {
  const { post, domainsMap } = await startApi();
  await post(request());
  await post(request({ domain: "b.example.org", https_port: null, map_port: 9000 }));
  const extra_ports = [{ listen: 9001, target: 1, mode: "tcp" }];
  await post(request({ domain: "c.example.org", http_port: null, extra_ports }));
  const lines = readFileSync(domainsMap, "utf8").split("\n");
  expect(lines.filter((line) => !line.startsWith("#"))).toEqual([
    "a.example.org\tweb\t80\t443",
    "b.example.org\tweb\t80\t-\t9000",
    "c.example.org\tweb\t-\t443\t-\textra:9001:1:tcp",
    "",
  ]);
});
