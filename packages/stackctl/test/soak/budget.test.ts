import { expect, test } from "vitest";
import { UsageError } from "../../src/errors.ts";
import { judge, parseBudget } from "../../src/soak/results/budget.ts";
import { latencyByOperation, type OperationName, type Sample } from "../../src/soak/results/samples.ts";

const samples = (["mint", "transfer", "message"] as const).map(
  (operation: OperationName): Sample => ({ operation, wallet: 0, at: 1, ms: 400 }),
);
const good = { lost: 0n, surplus: 0n, undecided: 0, unexplained: 0, latency: latencyByOperation(samples) };

const broken = (given: string[], change: Partial<typeof good>) =>
  judge(parseBudget(given), { ...good, ...change }).flatMap(({ what, met }) => (met ? [] : [what]));

test("a soak without losses and unexplained errors is within the budget", () => {
  expect(broken([], {})).toEqual([]);
});

test("one lost base unit, one too many, one mint that nobody decided, or one unexplained error is beyond it", () => {
  expect(broken([], { lost: 1n })).toEqual(["lost, base units"]);
  expect(broken([], { surplus: 1n })).toEqual(["held too much, base units"]);
  expect(broken([], { undecided: 1 })).toEqual(["mints that nobody decided"]);
  expect(broken([], { unexplained: 1 })).toEqual(["errors that nothing explains"]);
  expect(broken(["unexplained=1"], { unexplained: 1 })).toEqual([]);
});

test("a soak in which a wallet never sent anything proves nothing", () => {
  const latency = latencyByOperation(samples.filter(({ operation }) => operation !== "transfer"));
  expect(broken([], { latency })).toEqual(["transfer: done"]);
});

test("durations are held against their limit", () => {
  expect(broken(["mint.p95=400"], {})).toEqual([]);
  expect(broken(["mint.p95=399"], {})).toEqual(["mint: p95, ms"]);
});

test("a limit of what was never done is not met", () => {
  const [verdict] = judge(parseBudget(["give-back.p95=1"]), good).filter(({ met }) => !met);
  expect(verdict).toEqual({ what: "give back: p95, ms", limit: "1", value: "none was done", met: false });
});

test.each(["lost=1", "mint", "mint.p80=5", "swap.p95=5", "mint.p95=fast", "unexplained=-1"])(
  "--budget %s is a usage error",
  (text) => {
    expect(() => parseBudget([text])).toThrow(UsageError);
  },
);
