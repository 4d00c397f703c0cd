import { appendFileSync } from "node:fs";
import { expect, test } from "vitest";
import { entry, refusal, request, startApi } from "./support/api.ts";

test.each([
  ["GET", "/"],
  ["GET", "/v1"],
  ["PUT", "/v1/backends"],
  ["PATCH", "/v1/backends/a.example.org"],
  ["GET", "/v1/backends/a.example.org/drain"],
  ["GET", "/v1/reload"],
  ["POST", "/v1/health"],
  ["GET", "/stats"],
])("%s %s is not found", async (method, path) => {
  const { call, post } = await startApi();
  await post(request());
  expect(await call(method, path)).toEqual(refusal(404, "NOT_FOUND"));
});

test("a broken percent-encoding is an internal error", async () => {
  const { call } = await startApi();
  expect(await call("GET", "/v1/backends/%zz")).toEqual(refusal(500, "INTERNAL_ERROR"));
});

test.each([
  ["GET", "/v1/backends/"],
  ["DELETE", "/v1/backends/"],
  ["POST", "/v1/backends//drain"],
])("%s %s names no domain", async (method, path) => {
  const { call } = await startApi();
  expect(await call(method, path)).toEqual(refusal(400, "VALIDATION_ERROR"));
});

test.each([
  ["GET", "/v1/backends/b.example.org"],
  ["DELETE", "/v1/backends/b.example.org"],
  ["POST", "/v1/backends/b.example.org/drain"],
])("%s %s is not found while nobody registered it", async (method, path) => {
  const { call } = await startApi();
  expect(await call(method, path)).toEqual(refusal(404, "NOT_FOUND"));
});

test("a domain is found by its path in any case, encoded or with a query", async () => {
  const { call, post } = await startApi();
  await post(request());
  for (const path of ["A.Example.Org", "a%2Eexample.org", "a.example.org?x=1"]) {
    expect(await call("GET", `/v1/backends/${path}`)).toEqual({ status: 200, body: entry() });
  }
});

test("the list has every domain, in the order of their registration, and lines written by hand without a time", async () => {
  const { call, post, domainsMap } = await startApi();
  await post(request({ domain: "z.example.org" }));
  await post(request());
  appendFileSync(domainsMap, "hand.example.org web 80 -\n# a comment\n");
  const hand = entry({ domain: "hand.example.org", https_port: null, created_at: null });
  expect(await call("GET", "/v1/backends")).toEqual({
    status: 200,
    body: { backends: [entry({ domain: "z.example.org" }), entry(), hand], count: 3 },
  });
});

test("unregistering answers 204 without a body after a reload, and the domain is free again", async () => {
  const { call, post, seen } = await startApi({ addresses: { web: ["127.0.0.1"] } });
  await post(request());
  expect(await call("DELETE", "/v1/backends/a.example.org")).toEqual({ status: 204, body: undefined });
  expect(seen.reloads).toBe(2);
  expect(await call("GET", "/v1/backends/a.example.org")).toEqual(refusal(404, "NOT_FOUND"));
  expect(await post(request({ container: "other" }))).toMatchObject({ status: 201 });
});

test("draining answers how many servers it took out, and changes no registration", async () => {
  const { call, post, seen } = await startApi({ addresses: { web: ["127.0.0.1"] } });
  await post(request());
  expect(await call("POST", "/v1/backends/a.example.org/drain")).toEqual({
    status: 200,
    body: { message: expect.any(String), domain: "a.example.org", servers_drained: 1 },
  });
  expect(seen.drained).toEqual(["a.example.org"]);
  expect(await call("GET", "/v1/backends")).toMatchObject({ body: { count: 1 } });
});

test("a reload by hand answers with the number of domains and the time", async () => {
  const { call, post, seen } = await startApi();
  await post(request());
  expect(await call("POST", "/v1/reload")).toEqual({
    status: 200,
    body: { message: expect.any(String), backends_count: 1, reload_timestamp: "2026-01-02T03:04:05.678Z" },
  });
  expect(seen.reloads).toBe(2);
});
