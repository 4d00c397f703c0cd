import { existsSync, rmSync } from "node:fs";
import type { Backend, BroughtUp, Operation, UpRequest } from "../../backend/backend.ts";
import { withInstance } from "../with-instance.ts";

/** A stack that is up, and what was done with it. */
export interface UpOutcome extends BroughtUp {
  /** One line per thing that an option of the stack did. */
  done: string[];
  /** Variables for programs that use the stack; see `env`. Empty when only what was started is looked at. */
  variables: Record<string, string>;
}

/**
 * Brings the stack up under the lock of the instance. A new instance that was interrupted, or never started anything,
 * leaves no folder behind.
 *
 * @throws StackError, or an abort when the reader interrupts; whatever was started is stopped then
 */
export async function executeUp(
  backend: Backend,
  operation: Operation,
  request: UpRequest,
): Promise<UpOutcome> {
  const { home, instance, interrupts, reporter, paths } = operation;
  const existed = existsSync(paths.root);
  try {
    const lockRequest = { home, instance, verb: "up", signal: interrupts.signal, reporter };
    return await withInstance(lockRequest, async (lock) => {
      const up = await backend.up(operation, request, lock);
      if (request.startedOnly) return { ...up, done: [], variables: {} };
      return { ...up, ...(await provision(backend, operation, up)) };
    });
  } catch (error) {
    reporter.end();
    if (!existed && (interrupts.signal.aborted || !existsSync(paths.stateFile))) {
      rmSync(paths.root, { recursive: true, force: true });
    }
    throw error;
  }
}

/** Lets the options of the stack act, e.g. `--accounts`, and asks how programs find it. */
async function provision(
  backend: Backend,
  operation: Operation,
  up: BroughtUp,
): Promise<Pick<UpOutcome, "done" | "variables">> {
  const { stack, reporter, interrupts } = operation;
  const given = Object.entries(up.plan.options).filter(([name]) => stack.upOptions[name]?.afterReady);
  const done: string[] = [];
  try {
    const { view } = await backend.inspect(operation);
    for (const [name, value] of given) {
      const lines = await stack.upOptions[name]?.afterReady?.(value, view, reporter, interrupts.signal);
      done.push(...(lines ?? []));
    }
    return { done, variables: await stack.environment(view) };
  } catch (error) {
    await up.undo();
    throw error;
  }
}
