import { EXIT, type ExitCode } from "../errors.ts";
import type { Outcome } from "./check.ts";

/** Health of a service or of a whole instance. */
export type Health = "healthy" | "degraded" | "unreachable";

/** Healthy only when something was checked and every check passed. */
export function healthOf(results: readonly { outcome: Outcome }[]): Health {
  if (results.some(({ outcome }) => outcome === "unreachable")) return "unreachable";
  if (results.length === 0 || results.some(({ outcome }) => outcome !== "pass")) return "degraded";
  return "healthy";
}

export function exitCodeOf(health: Health): ExitCode {
  return { healthy: EXIT.ok, degraded: EXIT.degraded, unreachable: EXIT.unreachable }[health];
}
