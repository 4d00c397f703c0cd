import { expect, test } from "vitest";
import { runSoakForTest } from "./support/soak.ts";

const notMet = (verdicts: { what: string; met: boolean }[]) =>
  verdicts.flatMap(({ what, met }) => (met ? [] : [what]));

test("a wallet that drops a token makes the soak red, by exactly this token", {
  timeout: 120_000,
}, async () => {
  let dropped = 0n;
  const result = await runSoakForTest(({ index, sphere }) => {
    if (index !== 0) return;
    sphere.on("transfer:incoming", ({ tokens: [token] }) => {
      if (dropped > 0n || !token) return;
      dropped = BigInt(token.amount);
      void sphere.payments.removeToken(token.id);
    });
  });
  expect(dropped).toBeGreaterThan(0n);
  expect(notMet(result.verdicts)).toEqual(["lost, base units"]);
  expect(result.epochs[0]?.lost).toBe(dropped);
  expect(result.epochs[0]?.rows.map(({ difference }) => difference)).toEqual([-dropped, 0n]);
  expect(result.exitCode).toBe(1);
});
