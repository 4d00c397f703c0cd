import { expect, test } from "vitest";
import { exitCodeOf } from "../../src/doctor/examine.ts";
import { ok, problem, unknown, warning } from "../../src/doctor/finding.ts";
import { defineProbe, type Probe } from "../../src/doctor/probe.ts";
import { PROBES } from "../../src/doctor/probes/index.ts";
import { runProbes } from "../../src/doctor/run-probes.ts";
import { limitsOf } from "../../src/doctor/sight/limits.ts";
import type { Sight } from "../../src/doctor/sight/sight.ts";

const dead = { reachable: false as const, error: { code: "ENGINE_UNREACHABLE", what: "No engine." } };

const sight = (needsEngine = false, wholeMs = 60_000) =>
  ({
    ...{ needsEngine, engine: async () => dead },
    ...{ signal: new AbortController().signal, limits: limitsOf(wholeMs) },
  }) as unknown as Sight;

function probe(gather: () => Promise<string>, more: Partial<Probe> = {}): Probe {
  return defineProbe<string>({
    ...{ name: "p", title: "P", ...more, gather, judge: (facts) => [ok("FINE", facts, "seen")] },
  });
}

test("one that hangs and one that throws are unknown, and the others are told", async () => {
  const found = await runProbes(
    [
      probe(() => new Promise(() => {})),
      probe(() => Promise.reject(new Error("no such thing\n  at somewhere"))),
      probe(async () => "good"),
    ],
    sight(false, 500),
  );
  expect(found.flatMap(({ findings }) => findings)).toMatchObject([
    { severity: "unknown", code: "PROBE_TIMEOUT" },
    { severity: "unknown", code: "PROBE_FAILED", evidence: "no such thing" },
    { severity: "ok", what: "good" },
  ]);
});

test("they run side by side", async () => {
  let waiting = 0;
  const { promise, resolve } = Promise.withResolvers<string>();
  const meet = () => {
    if (++waiting === 3) resolve("met");
    return promise;
  };
  const found = await runProbes([probe(meet), probe(meet), probe(meet)], sight());
  expect(found.every(({ findings }) => findings[0]?.what === "met")).toBe(true);
});

test("without an engine what needs one is unknown where it is needed, and does not apply elsewhere", async () => {
  const needing = probe(async () => "good", { needsEngine: true });
  const [needed] = await runProbes([needing], sight(true));
  expect(needed?.findings).toMatchObject([{ severity: "unknown", code: "ENGINE_UNREACHABLE" }]);
  const [spared] = await runProbes([needing], sight(false));
  expect(spared?.findings).toMatchObject([{ severity: "not-applicable" }]);
});

test("only a problem fails the command, and a needed engine that is silent is worse", () => {
  const mild = [ok("A", "a", "e"), warning("B", "b", "e", "n"), unknown("C", "c", "e", "n")];
  expect(exitCodeOf(mild, false)).toBe(0);
  expect(exitCodeOf([...mild, problem("D", "d", "e", "n")], false)).toBe(1);
  expect(exitCodeOf(mild, true)).toBe(2);
});

test("every probe has a name of its own", () => {
  const names = PROBES.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});

test("who asks lasts longer than what it asks, and all of it ends within the time of the command", () => {
  const { answer, web, engine, commands, probe: whole } = limitsOf(5_000);
  const rising = [answer, web, engine, commands, whole, 5_000];
  expect(rising.toSorted((one, other) => one - other)).toEqual(rising);
  expect(new Set(rising).size).toBe(rising.length);
});
