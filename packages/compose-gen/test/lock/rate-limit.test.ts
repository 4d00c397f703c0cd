import { expect, test } from "vitest";
import { registryClient } from "../../src/lock/registry-client.ts";
import { registryTarget } from "../../src/lock/registry-target.ts";
import { retryAfter } from "../../src/lock/retry-after.ts";
import { errorOf, NOW, testOptions } from "./support/client.ts";
import { serve } from "./support/server.ts";

/** Asks a registry that answers 429 so many times; `retry` is its Retry-After. */
async function ask(times: number, retry?: string) {
  let left = times;
  const server = await serve((_request, response) => {
    if (left-- > 0) response.writeHead(429, retry === undefined ? {} : { "retry-after": retry }).end();
    else response.end("{}");
  });
  const options = testOptions();
  const client = registryClient(registryTarget(`${server.host}/acme/app`, {}), options);
  return { answer: client.get("manifests/1.0.0", "*/*"), waits: options.waits, server };
}

test("a short wait is waited, at most twice", async () => {
  const { answer, waits } = await ask(2, "3");
  expect((await answer).status).toBe(200);
  expect(waits).toEqual([3_000, 3_000]);
  const again = await ask(3, "3");
  expect((await errorOf(again.answer)).code).toBe("REGISTRY_RATE_LIMITED");
  expect(again.server.seen).toHaveLength(3);
});

test.each([
  ["3600", "Try again in 3600 s"],
  [new Date(NOW.getTime() + 60_000).toUTCString(), "Try again in 60 s"],
  [undefined, "Try again later"],
  ["soon", "Try again later"],
])("a long or unknown wait (%s) is reported instead", async (retry, text) => {
  const { answer, waits } = await ask(1, retry);
  const error = await errorOf(answer);
  expect(error.parts).toMatchObject({ code: "REGISTRY_RATE_LIMITED", evidence: "status 429" });
  expect(error.parts.next).toContain(text);
  expect(waits).toEqual([]);
});

test("Retry-After is seconds or a date, never negative", () => {
  const read = (value: string) => retryAfter(new Headers({ "retry-after": value }), NOW);
  expect(read("0")).toBe(0);
  expect(read("Tue, 01 Jan 2019 00:00:00 GMT")).toBe(0);
  expect([read("-1"), read("1e3"), read(""), read("99999999999")]).toEqual(Array(4).fill(undefined));
});
