import { leaveRun } from "./jest.ts";

/** Global teardown of Jest: `globalTeardown: "@unicity-sphere/e2e/jest/teardown"`. */
export default function teardown(): Promise<void> {
  return leaveRun();
}
