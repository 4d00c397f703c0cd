import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { bringUp } from "../../src/backend/embedded/bring-up.ts";
import { planUp } from "../../src/backend/embedded/plan-up.ts";
import type { Session } from "../../src/backend/embedded/session.ts";
import { readEmbeddedState } from "../../src/backend/embedded/state.ts";
import { takeDown } from "../../src/backend/embedded/take-down.ts";
import { httpHealth } from "../../src/checks/http-health.ts";
import { makeFolder } from "../../src/instance/atomic-file.ts";
import { instancePaths } from "../../src/instance/folders.ts";
import { newInstanceState } from "../../src/instance/state.ts";
import { processState } from "../../src/process/identity.ts";
import type { StackDefinition } from "../../src/stack/definition.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** How a fixture service behaves. */
export type Mode = "healthy" | "sick" | "exits" | "silent" | "dies" | "stubborn";

const program = fileURLToPath(new URL("service.mjs", import.meta.url));

/** A stack of two plain HTTP services, `second` uses `first`: nothing in it is known to stackctl. */
export function fixtureStack(modes: Record<string, Mode> = {}): StackDefinition {
  return {
    name: "fixture",
    services: ["first", "second"].map((name) => ({
      name,
      defaultPort: 0,
      uses: name === "second" ? ["first"] : [],
      command: ({ dataDir, port }) => [
        program,
        name,
        ...["--data-dir", dataDir(name), "--port", String(port), "--mode", modes[name] ?? "healthy"],
      ],
      checks: ["health"],
    })),
    checks: { health: httpHealth("/health") },
    stateEntries: [],
    upOptions: {},
    environment: async () => ({}),
    nextSteps: [],
  };
}

export interface Fixture extends Session {
  interrupt: AbortController;
  /** Names in the order in which the reporter heard of their passed checks. */
  passed: string[];
}

/** A session on a fixture stack; whatever it started is stopped after the test. */
export function fixtureSession(stack: StackDefinition, home = temporaryFolder()): Fixture {
  const paths = instancePaths(home, "test");
  makeFolder(paths.logs);
  const interrupt = new AbortController();
  const passed: string[] = [];
  const state =
    readEmbeddedState(paths) ??
    newInstanceState({ instance: "test", stack: stack.name, portBase: 0, now: new Date(0) });
  const reporter = {
    step() {},
    waiting() {},
    end() {},
    check: (result: { outcome: string; service: string; check: string }) =>
      void (result.outcome === "pass" && passed.push(`${result.service} ${result.check}`)),
  };
  const interrupts = { signal: interrupt.signal, force: new AbortController().signal, dispose() {} };
  const session = {
    home,
    instance: "test",
    paths,
    stack,
    state,
    reporter,
    interrupts,
    env: process.env,
    interrupt,
    passed,
  };
  onTestFinished(async () => void (await takeDown(session)));
  return session;
}

/** Plans and brings up, as `up` does. */
export function bringUpFixture(session: Fixture) {
  const { stack, state, paths } = session;
  const request = {
    instance: "test",
    profile: "embedded",
    root: paths.root,
    portBase: undefined,
    options: {},
    parts: [],
    images: {},
  };
  const processes = Object.fromEntries(
    Object.entries(state.services).map(([name, { process }]) => [
      name,
      process ? processState(process) : ("gone" as const),
    ]),
  );
  return bringUp(session, planUp(stack, request, state, processes));
}

/** The pids of all processes that a fixture service was ever started as. */
export function startedPids({ paths }: Session, service: string): number[] {
  try {
    const log = readFileSync(`${paths.dataDir(service)}/starts.log`, "utf8");
    return log.trim().split("\n").map(Number);
  } catch {
    return [];
  }
}
