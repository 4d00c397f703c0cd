import { joinRun } from "./shared-run.ts";

/**
 * Global setup of Playwright: `globalSetup: "@unicity-sphere/e2e/playwright"`. Playwright runs what it returns at the
 * end; it does not say how its tests went.
 *
 * @throws E2eError when the stack did not come up: the run then ends
 */
export default async function setup(): Promise<(() => Promise<void>) | undefined> {
  const member = await joinRun();
  return member && (() => member.leave({ failed: "unknown" }));
}
