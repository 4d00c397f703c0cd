import { describe, expect, test } from "vitest";
import { refusal, request, startApi } from "./support/api.ts";

const DOMAIN = "/v1/backends/a.example.org";

describe.each([
  { method: "DELETE", path: DOMAIN, done: 204 },
  { method: "POST", path: `${DOMAIN}/drain`, done: 200 },
])("$method $path without a key", ({ method, path, done }) => {
  test("is for the registered container", async () => {
    const { call, post } = await startApi({ addresses: { web: ["10.0.0.7", "127.0.0.1"] } });
    await post(request());
    expect(await call(method, path)).toMatchObject({ status: done });
  });

  test("is refused to any other address", async () => {
    const { call, post } = await startApi({ addresses: { web: ["10.0.0.7"] } });
    await post(request());
    expect(await call(method, path)).toEqual(refusal(403, "OWNERSHIP_MISMATCH"));
    expect(await call("GET", DOMAIN)).toMatchObject({ status: 200 });
  });

  test("is for everybody once the container has no address any more", async () => {
    const { call, post } = await startApi();
    await post(request());
    expect(await call(method, path)).toMatchObject({ status: done });
  });

  test("is refused then by the older servers", async () => {
    const { call, post } = await startApi({ settings: { allowWhenUnresolvable: false } });
    await post(request());
    expect(await call(method, path)).toEqual(refusal(403, "OWNERSHIP_MISMATCH"));
  });
});

describe("with a key", () => {
  const start = () => startApi({ settings: { apiKey: "secret" }, addresses: { web: ["10.0.0.7"] } });
  const headers = { Authorization: "Bearer secret" };

  test("its holder may unregister any domain", async () => {
    const { call, post } = await start();
    await post(request(), headers);
    expect(await call("DELETE", DOMAIN, { headers })).toMatchObject({ status: 204 });
  });

  test.each([
    "",
    "Bearer",
    "Bearer ",
    "bearer secret",
    "Bearer secret2",
    "Bearer secre",
    "Basic secret",
    "secret",
  ])("every call but health is refused with %j", async (Authorization) => {
    const { call, post } = await start();
    expect(await post(request(), { Authorization })).toEqual(refusal(401, "UNAUTHORIZED"));
    for (const [method, path] of [
      ["GET", "/v1/backends"],
      ["GET", DOMAIN],
      ["DELETE", DOMAIN],
      ["POST", `${DOMAIN}/drain`],
      ["POST", "/v1/reload"],
    ] as const) {
      expect(await call(method, path, { headers: { Authorization } })).toEqual(refusal(401, "UNAUTHORIZED"));
    }
    expect(await call("GET", "/v1/health", { headers: { Authorization } })).toMatchObject({ status: 200 });
  });

  test("a call without the header is refused", async () => {
    const { post } = await start();
    expect(await post(request())).toEqual(refusal(401, "UNAUTHORIZED"));
  });
});
