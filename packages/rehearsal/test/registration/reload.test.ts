import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ReloadQueue } from "../../src/registration/reload/reload-queue.ts";
import { entry, refusal, request, startApi } from "./support/api.ts";

describe("the queue", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  /** A reload that the test ends. */
  function manualReload() {
    const ends: { resolve: () => void; reject: (error: Error) => void }[] = [];
    const reload = vi.fn(() => new Promise<void>((resolve, reject) => void ends.push({ resolve, reject })));
    return { reload, ends };
  }

  test("waits until nothing has changed for the delay, then reloads once for all", async () => {
    const reload = vi.fn(async () => {});
    const queue = new ReloadQueue(reload, 2000);
    const outcomes = [queue.afterChange()];
    await vi.advanceTimersByTimeAsync(1999);
    outcomes.push(queue.afterChange());
    await vi.advanceTimersByTimeAsync(1999);
    expect(reload).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    await Promise.all(outcomes);
    expect(reload).toHaveBeenCalledTimes(1);
  });

  test("a reload by hand does not wait, and carries the changes so far", async () => {
    const reload = vi.fn(async () => {});
    const queue = new ReloadQueue(reload, 2000);
    await Promise.all([queue.afterChange(), queue.now()]);
    await vi.advanceTimersByTimeAsync(5000);
    expect(reload).toHaveBeenCalledTimes(1);
  });

  test("runs one reload at a time, and one more for everything that changed during it", async () => {
    const { reload, ends } = manualReload();
    const queue = new ReloadQueue(reload, 10);
    const first = queue.now();
    const during = [queue.now(), queue.now(), queue.afterChange()];
    await vi.advanceTimersByTimeAsync(100);
    expect(reload).toHaveBeenCalledTimes(1);
    ends[0]?.resolve();
    await first;
    await vi.advanceTimersByTimeAsync(0);
    expect(reload).toHaveBeenCalledTimes(2);
    ends[1]?.resolve();
    await Promise.all(during);
    await vi.advanceTimersByTimeAsync(1000);
    expect(reload).toHaveBeenCalledTimes(2);
  });

  test("a failure is told to those who waited for it, and not to the next", async () => {
    const { reload, ends } = manualReload();
    const queue = new ReloadQueue(reload, 0);
    const first = queue.now();
    const second = queue.now();
    ends[0]?.reject(new Error("broken"));
    await expect(first).rejects.toThrow("broken");
    await vi.advanceTimersByTimeAsync(0);
    ends[1]?.resolve();
    await expect(second).resolves.toBeUndefined();
  });
});

test("a registration is answered only after the reload", async () => {
  const reload = Promise.withResolvers<void>();
  const { post, call, seen } = await startApi({ reload: () => reload.promise });
  let answered = false;
  const answer = post(request()).finally(() => {
    answered = true;
  });
  await expect.poll(() => seen.reloads).toBe(1);
  // Another call is answered meanwhile, and shows the change.
  expect(await call("GET", "/v1/backends")).toMatchObject({ body: { count: 1 } });
  expect(answered).toBe(false);
  reload.resolve();
  expect(await answer).toMatchObject({ status: 201 });
});

test("a failed reload is 500, keeps the registration, and the retry is called identical", async () => {
  const { post, call } = await startApi({ reload: () => Promise.reject(new Error("haproxy -c: line 7")) });
  expect(await post(request())).toEqual({
    status: 500,
    body: { error: expect.stringContaining("haproxy -c: line 7"), code: "RELOAD_FAILED" },
  });
  expect(await call("GET", "/v1/backends/a.example.org")).toEqual({ status: 200, body: entry() });
  expect(await post(request())).toMatchObject({
    status: 200,
    body: { message: expect.stringContaining("identical") },
  });
});

test("a failed reload after an unregistration is 500, and the domain is gone", async () => {
  const { post, call } = await startApi({ reload: () => Promise.reject(new Error("no")) });
  await post(request());
  expect(await call("DELETE", "/v1/backends/a.example.org")).toEqual(refusal(500, "RELOAD_FAILED"));
  expect(await call("GET", "/v1/backends")).toMatchObject({ body: { count: 0 } });
});

test("a failed reload by hand is 500", async () => {
  const { call } = await startApi({ reload: () => Promise.reject(new Error("no")) });
  expect(await call("POST", "/v1/reload")).toEqual(refusal(500, "RELOAD_FAILED"));
});
