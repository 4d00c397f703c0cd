import { describe, expect, test } from "vitest";
import { askAsPage, askPreflight } from "../../src/unicity/wallet-check/browser/page.ts";
import { ORIGIN, page } from "./support/ask.ts";
import { closedUrl, OPEN, type Scripted, serverThat } from "./support/servers.ts";

const JSON_WITH_KEY = {
  method: "POST",
  headers: { "content-type": "application/json", "X-API-Key": "k" },
  body: "{}",
} as const;

test("a GET needs no permission: its origin is sent, and the answer is read", async () => {
  const { url, seen } = await serverThat(() => ({ body: { status: "healthy" } }));
  const answer = await askAsPage(`${url}/health`, { headers: { accept: "*/*" } }, page());
  expect(answer.status).toBe(200);
  expect(seen.map(({ method, path }) => `${method} ${path}`)).toEqual(["GET /health"]);
  expect(seen[0]?.headers.origin).toBe(ORIGIN);
});

test.each<[string, Record<string, string | string[]>]>([
  ["no origin", {}],
  ["another origin", { "access-control-allow-origin": "https://other.example.org" }],
  ["two origins, as a proxy that adds one makes them", { "access-control-allow-origin": ["*", "*"] }],
])("an answer that allows %s is kept from the page", async (_, headers) => {
  const { url } = await serverThat(() => ({ headers }));
  await expect(askAsPage(url, {}, page())).rejects.toMatchObject({ code: "CORS_MISSING" });
});

test("an answer that allows just this origin is read", async () => {
  const { url } = await serverThat(() => ({ headers: { "access-control-allow-origin": ORIGIN } }));
  expect((await askAsPage(url, {}, page())).status).toBe(200);
});

test("JSON is sent after a preflight that names method and headers", async () => {
  const { url, seen } = await serverThat(() => ({}));
  await askAsPage(url, JSON_WITH_KEY, page());
  expect(seen.map(({ method }) => method)).toEqual(["OPTIONS", "POST"]);
  expect(seen[0]?.headers).toMatchObject({
    origin: ORIGIN,
    "access-control-request-method": "POST",
    "access-control-request-headers": "content-type,x-api-key",
  });
  expect(seen[1]?.body).toBe("{}");
});

describe("nothing is sent after a preflight", () => {
  test.each<[string, Scripted]>([
    ["without CORS", { headers: {} }],
    ["that lacks a header", { headers: { ...OPEN, "access-control-allow-headers": "Content-Type" } }],
    ["that is no success", { status: 404 }],
  ])("%s", async (_, preflight) => {
    const { url, seen } = await serverThat(({ method }) => (method === "OPTIONS" ? preflight : {}));
    await expect(askAsPage(url, JSON_WITH_KEY, page())).rejects.toMatchObject({ code: "PREFLIGHT_REFUSED" });
    expect(seen.map(({ method }) => method)).toEqual(["OPTIONS"]);
  });
});

test("a preflight may allow every header", async () => {
  const headers = { ...OPEN, "access-control-allow-headers": "*" };
  const { url } = await serverThat(() => ({ headers }));
  await askPreflight(url, JSON_WITH_KEY, page());
});

test("a service on the page's own origin needs no CORS", async () => {
  const { url, seen } = await serverThat(() => ({ headers: {} }));
  const own = { ...page(), origin: url };
  expect((await askAsPage(`${url}/rpc`, JSON_WITH_KEY, own)).status).toBe(200);
  expect(seen.map(({ method }) => method)).toEqual(["POST"]);
});

test("a redirect is followed, and hides the page's origin from the next host", async () => {
  const target = await serverThat(() => ({ body: "there" }));
  const { url } = await serverThat(() => ({
    status: 301,
    headers: { ...OPEN, location: `${target.url}/b` },
  }));
  expect((await askAsPage(`${url}/a`, {}, page())).body.toString()).toBe("there");
  expect(target.seen[0]?.headers.origin).toBe("null");
});

test("a redirect without an end, and one that may not be read, end the request", async () => {
  const circle = await serverThat(() => ({ status: 302, headers: { ...OPEN, location: "/again" } }));
  await expect(askAsPage(circle.url, {}, page())).rejects.toMatchObject({ code: "TOO_MANY_REDIRECTS" });
  const hidden = await serverThat(() => ({ status: 302, headers: { location: "/again" } }));
  await expect(askAsPage(hidden.url, {}, page())).rejects.toMatchObject({ code: "CORS_MISSING" });
});

test.each(["http://relay.example.org", "http://192.168.1.7:11003", "http://127.0.0.1.example.org"])(
  "%s is mixed content for a page over https, and is not asked",
  async (url) => {
    await expect(askAsPage(url, {}, page())).rejects.toMatchObject({ code: "MIXED_CONTENT" });
  },
);

test("a host that refuses, and one that is silent, are no answers", async () => {
  await expect(askAsPage(await closedUrl(), {}, page())).rejects.toMatchObject({ code: "REFUSED" });
  const silent = await serverThat(() => undefined);
  await expect(askAsPage(silent.url, {}, page(150))).rejects.toMatchObject({ code: "TIMEOUT" });
});
