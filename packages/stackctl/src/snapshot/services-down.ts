import type { Backend, Operation } from "../backend/backend.ts";
import { Interrupted, messageOf, StackError } from "../errors.ts";
import type { OperationLock } from "../instance/lock.ts";
import { commandLine } from "../instance/view.ts";

/**
 * Does something while no service runs. Those that ran are started again afterwards, whatever became of it; a reader who
 * interrupts waits for that, unless he does it twice.
 *
 * @param running services that ran; none of them is started when it is empty
 * @returns what `work` does, and how long the services were down, ms
 * @throws what `work` throws; StackError when the services do not come back
 */
export async function withServicesDown<T>(
  backend: Backend,
  operation: Operation,
  running: boolean,
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
  await startAgain(backend, operation, lock);
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
    const { parts, exitCode } = error;
    return new StackError(
      {
        ...parts,
        evidence: [parts.evidence, `the services did not come back: ${messageOf(second)}`].join("\n").trim(),
        next: `${parts.next ?? ""} Then start them: \`${commandLine("up", operation.instance)}\`.`.trim(),
      },
      exitCode,
      { cause: second },
    );
  }
  return signal.aborted ? new Interrupted(signal.reason) : error;
}
