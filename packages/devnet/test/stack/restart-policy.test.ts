import { expect, test } from "vitest";
import { afterEnd, QUICK_ENDS, WELL_AFTER_MS } from "../../src/stack/restart-policy.ts";

const killed = { code: null, signal: "SIGKILL" } as const;

test("a service that ends soon again and again waits twice as long each time, and is then given up", () => {
  const delays: number[] = [];
  let quickEnds = 0;
  for (;;) {
    const next = afterEnd(killed, 1_000, quickEnds);
    if (next.kind === "give-up") {
      expect(next).toMatchObject({ exitCode: 1, reason: expect.stringContaining("SIGKILL") });
      break;
    }
    delays.push(next.delayMs);
    quickEnds = next.quickEnds;
  }
  expect(delays).toEqual([100, 200, 400, 800, 1600]);
});

test("earlier ends are forgotten once a service was well", () => {
  const next = afterEnd(killed, WELL_AFTER_MS, QUICK_ENDS - 1);
  expect(next).toEqual({ kind: "restart", delayMs: 100, quickEnds: 1 });
});

test("a service that refuses its state is not started again", () => {
  expect(afterEnd({ code: 3, signal: null }, 50, 0)).toMatchObject({ kind: "give-up", exitCode: 3 });
});

test("a service that ends with success is started again, as nobody asked it to end", () => {
  expect(afterEnd({ code: 0, signal: null }, 50, 0)).toMatchObject({ kind: "restart" });
});
