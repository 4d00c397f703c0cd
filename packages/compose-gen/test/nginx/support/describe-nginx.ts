import { describe } from "vitest";
import { skipped } from "./nginx.ts";

/** `describe` for suites that run a real nginx: skipped by name where there is none, unless it is CI. */
export function describeNginx(what: string, suite: () => void): void {
  describe.skipIf(skipped)(`${what}${skipped ? " (skipped: nginx is not installed)" : ""}`, suite);
}
