import { setTimeout as delay } from "node:timers/promises";
import { followOrigins } from "./engine-origins.mjs";
import { leftBehind, readEngine } from "./engine-state.mjs";

/** The engine goes on removing a container (`--rm`) after the client that asked for it has ended. */
const SETTLE_MS = 10_000;

/**
 * Notes what the engine has; the function that it returns tells afterwards what is new, as a suite of the summary. Nothing
 * is removed: what was left is the evidence.
 */
export function watchEngine({
  read = readEngine,
  follow = followOrigins,
  now = Date.now,
  wait = delay,
} = {}) {
  const before = read();
  const origins = follow();
  return async () => {
    const started = now();
    let left = leftBehind(before, read());
    while (left.length > 0 && now() - started < SETTLE_MS) {
      await wait(200);
      left = leftBehind(before, read());
    }
    origins.stop();
    return suiteOf(left, origins, (now() - started) / 60_000);
  };
}

/** Everything left is a failure; a clean engine is one test that passed. */
function suiteOf(left, origins, minutes) {
  const failures = left.map(({ kind, name, labels }) => ({
    test: `the tests leave the ${kind} ${name} on the engine`,
    message: [
      `labels: ${labels || "none"}`,
      ...(kind === "volume" ? [origins.of(name) ?? "mounted by no container that was seen"] : []),
    ].join("\n"),
  }));
  const passed = left.length === 0 ? 1 : 0;
  return { name: "engine/left", passed, failed: left.length, failures, skipped: [], minutes };
}
