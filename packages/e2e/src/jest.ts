import { joinRun, type Membership } from "./shared-run.ts";

/** Jest loads setup and teardown separately: they meet here. */
const KEY = Symbol.for("@unicity-sphere/e2e/jest");
const place = globalThis as { [KEY]?: Membership[] };

/**
 * Global setup of Jest: `globalSetup: "@unicity-sphere/e2e/jest"`, beside
 * `globalTeardown: "@unicity-sphere/e2e/jest/teardown"`.
 *
 * @throws E2eError when the stack did not come up: the run then ends
 */
export default async function setup(): Promise<void> {
  const member = await joinRun();
  if (member) place[KEY] = [...(place[KEY] ?? []), member];
}

/** The teardown of one project. Jest does not say how its tests went. */
export async function leaveRun(): Promise<void> {
  const member = place[KEY]?.pop();
  await member?.leave({ failed: "unknown" });
}
