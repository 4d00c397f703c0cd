import { joinRun } from "./shared-run.ts";

/** What is used of the project that vitest gives to a global setup; older versions give less. */
interface VitestProject {
  vitest?: {
    config?: { teardownTimeout?: number };
    state?: { getCountOfFailedTests?(): number; getUnhandledErrors?(): unknown[] };
  };
}

/**
 * Global setup of vitest: `globalSetup: ["@unicity-sphere/e2e/vitest"]`. Does nothing unless `E2E_LOCAL_AGGREGATOR=1`
 * or `E2E_LOCAL_INFRA=1` is set.
 *
 * @throws E2eError when the stack did not come up: the run then ends
 */
export default async function setup(project?: VitestProject): Promise<(() => Promise<void>) | undefined> {
  const member = await joinRun();
  return member && (() => member.leave({ failed: hasFailures(project), withinMs: timeToEnd(project) }));
}

/** vitest ends the process this long after it began to close, ms; its default is 10 s. */
const timeToEnd = (project: VitestProject | undefined) => project?.vitest?.config?.teardownTimeout ?? 10_000;

function hasFailures(project: VitestProject | undefined): boolean {
  const state = project?.vitest?.state;
  return (state?.getCountOfFailedTests?.() ?? 0) > 0 || (state?.getUnhandledErrors?.() ?? []).length > 0;
}
