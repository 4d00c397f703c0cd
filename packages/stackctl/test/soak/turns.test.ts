import { expect, test } from "vitest";
import { Turns } from "../../src/soak/operations/turns.ts";

/** Work that is done when the test says so. */
function workOf(turns: Turns, begun: string[], name: string) {
  const { promise, resolve } = Promise.withResolvers<void>();
  const ended = turns.run(async () => {
    begun.push(name);
    await promise;
  });
  return {
    finish: async () => {
      resolve();
      await ended;
    },
  };
}

/** Lets everything that can go on go on. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

test("a few work at the same time, the others in the order of their coming", async () => {
  const begun: string[] = [];
  const turns = new Turns(2);
  const [a, b, c, d] = ["a", "b", "c", "d"].map((name) => workOf(turns, begun, name));
  await settle();
  expect(begun).toEqual(["a", "b"]);
  await b?.finish();
  await settle();
  expect(begun).toEqual(["a", "b", "c"]);
  await a?.finish();
  await Promise.all([c?.finish(), d?.finish()]);
  expect(begun).toEqual(["a", "b", "c", "d"]);
});

test("while turns are held nobody begins, and the hold begins when nobody works", async () => {
  const begun: string[] = [];
  const turns = new Turns(2);
  const first = workOf(turns, begun, "first");
  await settle();
  let held = false;
  const holding = turns.hold().then((release) => {
    held = true;
    return release;
  });
  const second = workOf(turns, begun, "second");
  await settle();
  expect([held, begun]).toEqual([false, ["first"]]);
  await first.finish();
  const release = await holding;
  await settle();
  expect(begun).toEqual(["first"]);
  release();
  release();
  await settle();
  expect(begun).toEqual(["first", "second"]);
  await second.finish();
});

test("work that fails gives its turn back", async () => {
  const turns = new Turns(1);
  await expect(turns.run(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(await turns.run(async () => "next")).toBe("next");
});
