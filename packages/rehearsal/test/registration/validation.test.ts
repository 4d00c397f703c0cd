import { request as httpRequest } from "node:http";
import { describe, expect, test } from "vitest";
import { refusal, request, startApi } from "./support/api.ts";

const extra = (change: object) => ({ extra_ports: [{ listen: 9001, target: 1, mode: "tcp", ...change }] });

describe("422 VALIDATION_ERROR", () => {
  test.each([
    { domain: undefined },
    { domain: 7 },
    { domain: "" },
    { domain: "localhost" },
    { domain: "a..example" },
    { domain: "-a.example" },
    { domain: "a.example-" },
    { domain: "a_b.example" },
    { domain: "a.example." },
    { domain: `${"a".repeat(64)}.example` },
    { domain: `${"a.".repeat(126)}ab` },
    { container: undefined },
    { container: "" },
    { container: "-web" },
    { container: "w/eb" },
    { container: "w".repeat(129) },
    { http_port: "80" },
    { http_port: 0 },
    { https_port: 65_536 },
    { https_port: 1.5 },
    { map_port: true },
    { http_port: null, https_port: null },
    { extra_ports: "9001" },
    { extra_ports: {} },
    { extra_ports: [null] },
    {
      extra_ports: Array.from({ length: 11 }, (_, index) => ({
        listen: 9001 + index,
        target: 1,
        mode: "tcp",
      })),
    },
    extra({ listen: 0 }),
    extra({ target: "1" }),
    extra({ mode: "udp" }),
    ...[80, 443, 8000, 8404].map((listen) => extra({ listen })),
  ])("%j", async (change) => {
    const { post, call } = await startApi();
    expect(await post(request(change))).toEqual(refusal(422, "VALIDATION_ERROR"));
    expect(await call("GET", "/v1/backends")).toEqual({ status: 200, body: { backends: [], count: 0 } });
  });
});

describe("422 PORT_NOT_ALLOWED", () => {
  test.each([
    { change: { http_port: 8000 } },
    { change: { https_port: 8404 } },
    { change: { map_port: 8404 } },
    { change: { https_port: 8443 }, allowed: [9001] },
    { change: { map_port: 9000 }, allowed: [9001] },
    { change: extra({ listen: 9002 }), allowed: [9001] },
  ])("%j", async ({ change, allowed }) => {
    const { post } = await startApi({ settings: { allowedPorts: allowed ? new Set(allowed) : null } });
    expect(await post(request(change))).toEqual(refusal(422, "PORT_NOT_ALLOWED"));
  });
});

describe("201", () => {
  test.each([
    { domain: "xn--a.example" },
    { domain: `${"a".repeat(63)}.example` },
    { domain: `${"a.".repeat(126)}a` },
    { container: "10.0.0.7" },
    { container: "w".repeat(128) },
    { https_port: 8443 },
    { http_port: null },
    extra({ unknown: true }),
  ])("%j", async (change) => {
    const { post } = await startApi();
    expect(await post(request(change))).toMatchObject({ status: 201 });
  });

  test.each([{ http_port: 8081 }, { https_port: 80 }, { https_port: 9001 }, { map_port: 443 }, extra({})])(
    "%j beside an allow-list with 9001",
    async (change) => {
      const { post } = await startApi({ settings: { allowedPorts: new Set([9001]) } });
      expect(await post(request(change))).toMatchObject({ status: 201 });
    },
  );
});

describe("400 VALIDATION_ERROR", () => {
  test.each(["", "{", "7", "null", "[]", '"text"'])("the body %j", async (body) => {
    const { post } = await startApi();
    expect(await post(body)).toEqual(refusal(400, "VALIDATION_ERROR"));
  });

  test.each(["text/plain", "application/x-www-form-urlencoded"])("the content type %s", async (type) => {
    const { post } = await startApi();
    expect(await post(request(), { "Content-Type": type })).toEqual(refusal(400, "VALIDATION_ERROR"));
  });
});

test("a content type with a parameter is JSON too", async () => {
  const { post } = await startApi();
  const answer = await post(request(), { "Content-Type": "application/json; charset=utf-8" });
  expect(answer).toMatchObject({ status: 201 });
});

test("a body of more than 1 MiB ends the connection without an answer", async () => {
  const { url, call } = await startApi();
  const failure = await new Promise<string>((resolve) => {
    const sent = httpRequest(`${url}/v1/backends`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
    });
    sent.on("error", ({ name }) => resolve(name));
    sent.on("response", ({ statusCode }) => resolve(`answer ${statusCode}`));
    sent.end(JSON.stringify(request({ padding: "x".repeat(1024 * 1024) })));
  });
  expect(failure).toBe("Error");
  expect(await call("GET", "/v1/backends")).toMatchObject({ body: { count: 0 } });
});
