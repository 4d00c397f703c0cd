import { existsSync, rmSync } from "node:fs";
import { bringUp } from "../../backend/embedded/bring-up.ts";
import type { UpPlan, UpRequest } from "../../backend/embedded/plan-up.ts";
import { prepareUp } from "../../backend/embedded/prepare-up.ts";
import type { Session } from "../../backend/embedded/session.ts";
import { stopServices } from "../../backend/embedded/take-down.ts";
import type { CheckResult } from "../../checks/check.ts";
import type { Invocation } from "../../cli/command.ts";
import { instancePaths } from "../../instance/folders.ts";
import { viewOf } from "../../instance/view.ts";
import type { Reporter } from "../../output/reporter.ts";
import type { StackDefinition } from "../../stack/definition.ts";
import { withInstance } from "../with-instance.ts";

/** A stack that is up. */
export interface UpOutcome {
  session: Session;
  plan: UpPlan;
  /** Services that this command has started; the others ran before. */
  started: string[];
  checks: CheckResult[];
  /** One line per thing that an option of the stack did. */
  done: string[];
}

/**
 * Brings the stack up under the lock of the instance. A new instance that was interrupted, or never started anything,
 * leaves no folder behind.
 *
 * @throws StackError, or an abort when the reader interrupts; whatever was started is stopped then
 */
export async function executeUp(
  { home, instance, interrupts, terminal }: Invocation,
  stack: StackDefinition,
  request: UpRequest,
  reporter: Reporter,
): Promise<UpOutcome> {
  const paths = instancePaths(home, instance);
  const existed = existsSync(paths.root);
  try {
    const lockRequest = { home, instance, verb: "up", signal: interrupts.signal, reporter };
    return await withInstance(lockRequest, async (lock) => {
      const { plan, state } = await prepareUp({ paths, stack, request, reporter, interrupts, lock });
      const started = plan.services.filter(({ action }) => action === "start").map(({ name }) => name);
      const session: Session = { home, paths, stack, state, reporter, interrupts, env: terminal.env };
      const checks = await bringUp(session, plan);
      return { session, plan, started, checks, done: await provision(session, plan, started) };
    });
  } catch (error) {
    reporter.end();
    if (!existed && (interrupts.signal.aborted || !existsSync(paths.stateFile))) {
      rmSync(paths.root, { recursive: true, force: true });
    }
    throw error;
  }
}

/** Lets the options of the stack act, e.g. `--accounts`. */
async function provision(session: Session, plan: UpPlan, started: readonly string[]): Promise<string[]> {
  const { stack, reporter, interrupts } = session;
  const lines: string[] = [];
  try {
    for (const [name, value] of Object.entries(plan.options)) {
      const act = stack.upOptions[name]?.afterReady;
      const instance = viewOf(session.home, session.state);
      if (act) lines.push(...(await act(value, instance, reporter, interrupts.signal)));
    }
    return lines;
  } catch (error) {
    await stopServices(session, started);
    throw error;
  }
}
