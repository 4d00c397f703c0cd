import type { Backend, Operation } from "../backend/backend.ts";
import { Interrupted, messageOf, StackError } from "../errors.ts";
import type { OperationLock } from "../instance/lock.ts";
import { commandLine } from "../instance/view.ts";

/**
 * Does something while no service runs. Those that ran are started again afterwards, whatever became of it; a reader who
 * interrupts waits for that, unless he does it twice.
 *
 * @param running something runs; otherwise nothing is stopped or started
 * @param done what is true once `work` has ended, for the error when the services do not come back then
 * @returns what `work` does, and how long the services were down, ms
 * @throws what `work` throws; StackError when the services do not come back
 */
export async function withServicesDown<T>(
  backend: Backend,
  operation: Operation,
  running: boolean,
  done: string,
  lock: OperationLock,
  work: () => Promise<T>,
): Promise<{ result: T; downMs: number | null }> {
  if (!running) return { result: await work(), downMs: null };
  const start = performance.now();
  let result: T;
  try {
    await backend.down(operation);
    result = await work();
  } catch (error) {
    throw await startedAgain(backend, operation, lock, error);
  }
  try {
    await startAgain(backend, operation, lock);
  } catch (error) {
    throw notStarted(error, done, operation.instance);
  }
  return { result, downMs: Math.round(performance.now() - start) };
}

/** The first Ctrl-C has ended the work already: only a second one ends this. */
async function startAgain(backend: Backend, operation: Operation, lock: OperationLock): Promise<void> {
  const { interrupts, reporter } = operation;
  reporter.waiting("services", "to come back");
  await backend.restart({ ...operation, interrupts: { ...interrupts, signal: interrupts.force } }, lock);
  reporter.end();
}

/** The error to throw once the services are back, or as far as they came. */
async function startedAgain(
  backend: Backend,
  operation: Operation,
  lock: OperationLock,
  error: unknown,
): Promise<unknown> {
  const { signal } = operation.interrupts;
  try {
    await startAgain(backend, operation, lock);
  } catch (second) {
    if (signal.aborted || !(error instanceof StackError)) return second;
    const next = `Then start them: \`${commandLine("up", operation.instance)}\`.`;
    return withEvidence(error, `the services did not come back: ${messageOf(second)}`, next);
  }
  return signal.aborted ? new Interrupted(signal.reason) : error;
}

/** What is done comes first: it need not be repeated. */
function notStarted(error: unknown, done: string, instance: string): unknown {
  if (!(error instanceof StackError)) return error;
  const { parts, exitCode } = error;
  const what = `${done[0]?.toUpperCase()}${done.slice(1)}; the services did not start. ${parts.what}`;
  const next = [parts.next, `Then start them: \`${commandLine("up", instance)} --detach\`.`];
  return new StackError({ ...parts, what, next: next.filter(Boolean).join(" ") }, exitCode, { cause: error });
}

/** The same error with one more line of evidence, and one more step. */
function withEvidence(error: unknown, line: string, step = ""): unknown {
  if (!(error instanceof StackError)) return error;
  const { parts, exitCode } = error;
  const lines = [line, parts.evidence].filter(Boolean).join("\n");
  const next = [parts.next, step].filter(Boolean).join(" ");
  return new StackError({ ...parts, evidence: lines, ...(next && { next }) }, exitCode, { cause: error });
}
