import { describe } from "vitest";
import { complaints, configurationWithStream, skipped } from "./nginx.ts";

/** `describe` for suites that run a real nginx: skipped by name where there is none, unless it is CI. */
export function describeNginx(what: string, suite: () => void): void {
  describe.skipIf(skipped)(`${what}${skipped ? " (skipped: nginx is not installed)" : ""}`, suite);
}

/** {@link describeNginx} for suites with routes to other containers, which need nginx's stream module. */
export function describeNginxWithStream(what: string, suite: () => void): void {
  const absent = !skipped && !process.env.CI && complaints(configurationWithStream("# nothing", "")) !== "";
  const reason = absent ? " (skipped: nginx has no stream module)" : "";
  describeNginx(`${what}${reason}`, absent ? () => describe.skip("", suite) : suite);
}
