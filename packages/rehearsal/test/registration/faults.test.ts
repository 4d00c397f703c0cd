import { expect, onTestFinished, test } from "vitest";
import { startFaultControl } from "../../src/registration/faults/control-server.ts";
import { Faults } from "../../src/registration/faults/faults.ts";
import { entry, refusal, request, startApi } from "./support/api.ts";

test("a refused call has the status and the code, changes nothing, and happens as often as asked", async () => {
  const { post, call, faults } = await startApi();
  faults.set([{ kind: "refuse", status: 429, code: "LIMIT_EXCEEDED", method: "POST", times: 2 }]);
  for (let attempt = 0; attempt < 2; attempt += 1) {
    expect(await post(request())).toEqual(refusal(429, "LIMIT_EXCEEDED"));
    expect(await call("GET", "/v1/backends")).toMatchObject({ status: 200, body: { count: 0 } });
  }
  expect(await post(request())).toMatchObject({ status: 201 });
});

test("a slow call has done its work before the caller hears of it", async () => {
  const { post, call, faults } = await startApi();
  faults.set([{ kind: "slow", delayMs: 60_000, method: "POST" }]);
  const late = new AbortController();
  const answer = fetchAborted(post(request()), late);
  await expect
    .poll(async () => (await call("GET", "/v1/backends")).body)
    .toMatchObject({ backends: [entry()] });
  late.abort();
  expect(await answer).toBe("still waiting");
});

/** "still waiting" when the test gives up before the answer comes. */
function fetchAborted(answer: Promise<unknown>, { signal }: AbortController): Promise<string> {
  const gaveUp = new Promise<string>((resolve) =>
    signal.addEventListener("abort", () => resolve("still waiting")),
  );
  return Promise.race([
    answer.then(
      () => "answered",
      () => "failed",
    ),
    gaveUp,
  ]);
}

test("a connection is closed without an answer, and nothing is registered", async () => {
  const { post, call, faults } = await startApi();
  faults.set([{ kind: "hang-up", method: "POST" }]);
  await expect(post(request())).rejects.toThrow();
  expect(await call("GET", "/v1/backends")).toMatchObject({ body: { count: 0 } });
});

test("health has no faults", async () => {
  const { call, faults } = await startApi();
  faults.set([{ kind: "refuse", status: 401, code: "UNAUTHORIZED" }, { kind: "hang-up" }]);
  expect(await call("GET", "/v1/health")).toMatchObject({ status: 200 });
});

test("faults are set, shown and cleared on a port of their own", async () => {
  const faults = new Faults();
  const server = await startFaultControl(faults, 0, "127.0.0.1");
  onTestFinished(() => server.close());
  const url = `http://127.0.0.1:${server.port}/faults`;
  const call = async (method: string, body?: unknown) => {
    const response = await fetch(url, { method, ...(body !== undefined && { body: JSON.stringify(body) }) });
    return { status: response.status, body: await response.json() };
  };
  const wanted = [
    { kind: "reload-failed", times: 1 },
    { kind: "slow", delayMs: 5 },
  ];
  expect(await call("PUT", wanted)).toEqual({ status: 200, body: wanted });
  expect(await call("GET")).toEqual({ status: 200, body: wanted });
  expect(faults.take("reload-failed")).toBeDefined();
  expect(faults.take("reload-failed")).toBeUndefined();
  expect(await call("DELETE")).toEqual({ status: 200, body: [] });
  for (const wrong of [
    {},
    [{ kind: "explode" }],
    [{ kind: "slow" }],
    [{ kind: "refuse", status: 429 }],
    [null],
  ]) {
    expect(await call("PUT", wrong)).toMatchObject({ status: 500 });
  }
  expect(faults.list()).toEqual([]);
  expect(await call("POST", [])).toMatchObject({ status: 405 });
});
