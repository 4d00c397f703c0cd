import { expect, test } from "vitest";
import { defineJob, defineService } from "../../src/index.ts";
import { lockEntry } from "../../src/model/lock.ts";
import { serviceInput } from "../support/minimal.ts";
import { mistakes } from "../support/mistakes.ts";

const blank = ["", " ", " ".repeat(20), "\t".repeat(20), "\u00a0".repeat(20), "\u3000".repeat(20)];
const service = (extra: object) => () => defineService({ ...serviceInput(), ...extra } as never);
const judged = "must be a reason that a reviewer can judge (10 characters or more)";

test.each(blank)("%j is no reason to leave a rule", (reason) => {
  expect(mistakes(service({ waivers: [{ rule: "user.non-root", reason }] }))).toEqual([
    `waivers[0].reason: ${judged}`,
  ]);
  const runtime = { ...serviceInput().runtime, capAdd: [{ capability: "CHOWN", reason }] };
  expect(mistakes(service({ runtime }))).toEqual([`runtime.capAdd[0].reason: ${judged}`]);
  const waiver = { reason, expires: "2030-01-01" };
  const entry = { reference: "a.b/c:1.0.0", digest: null, source: "s", resolvedAt: null, verified: false };
  expect(lockEntry.safeParse({ ...entry, waiver }).error?.issues.map(({ path }) => path)).toEqual([
    ["waiver", "reason"],
  ]);
});

test.each(blank)("%j says neither why a job ends nor why health is not checked", (text) => {
  expect(mistakes(() => defineJob({ ...serviceInput(), terminal: text }))).toEqual([
    "terminal: must not be empty",
  ]);
  expect(mistakes(service({ health: { disabled: text } }))).toEqual(["health.disabled: must not be empty"]);
});

test("spaces around a reason do not make it longer, and stay as they are in one that is long enough", () => {
  const waivers = (reason: string) => ({ waivers: [{ rule: "user.non-root", reason }] });
  expect(mistakes(service(waivers("     short     ")))).toEqual([`waivers[0].reason: ${judged}`]);
  expect(service(waivers(" long enough "))().waivers[0]?.reason).toBe(" long enough ");
});
