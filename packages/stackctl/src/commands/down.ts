import { existsSync } from "node:fs";
import type { Session } from "../backend/embedded/session.ts";
import { type StoppedProcess, takeDown } from "../backend/embedded/take-down.ts";
import type { Command, Invocation } from "../cli/command.ts";
import { EXIT, type ExitCode } from "../errors.ts";
import { instancePaths } from "../instance/folders.ts";
import { newInstanceState, readInstanceState } from "../instance/state.ts";
import { unknownInstance } from "../instance/view.ts";
import { createReporter } from "../output/reporter.ts";
import { printResult, toDocument } from "../output/result.ts";
import { DEFAULT_STACK, loadStack } from "../stack/registry.ts";
import { withInstance } from "./with-instance.ts";

/** `stackctl down` */
export const down: Command = {
  description:
    "Stops every service of the instance and waits until they are gone. The state stays for the next `up`.",
  options: {},
  examples: ["stackctl down", "stackctl down --instance two"],
  run: runDown,
};

async function runDown(invocation: Invocation): Promise<ExitCode> {
  const { home, instance, instanceNamed, mode, terminal, style } = invocation;
  const paths = instancePaths(home, instance);
  if (!existsSync(paths.root) && instanceNamed) throw unknownInstance(home, instance);
  const stopped = existsSync(paths.root) ? await stopInstance(invocation) : [];
  const lines = stopped.map(
    ({ service, pid, outcome }) => `  ${service} (pid ${pid})${outcome === "killed" ? ", killed" : ""}\n`,
  );
  printResult(
    terminal,
    mode,
    toDocument("down", { instance, stopped }),
    stopped.length === 0
      ? `Nothing of "${instance}" was running.\n`
      : `${style.good("✔")} Stopped; the state is kept.\n${lines.join("")}`,
  );
  return EXIT.ok;
}

/** Stops an instance under its lock. */
export async function stopInstance(invocation: Invocation): Promise<StoppedProcess[]> {
  const { home, instance, interrupts, terminal, style, mode } = invocation;
  const paths = instancePaths(home, instance);
  const reporter = createReporter(terminal, style, mode);
  const request = { home, instance, verb: "down", signal: interrupts.signal, reporter, evenWhenFull: true };
  return withInstance(request, async () => {
    const known = readInstanceState(paths);
    const stack = await loadStack(known?.stack ?? DEFAULT_STACK);
    const state = known ?? newInstanceState({ instance, stack: stack.name, portBase: null, now: new Date() });
    const session: Session = { home, paths, stack, state, reporter, interrupts, env: terminal.env };
    return takeDown(session);
  });
}
