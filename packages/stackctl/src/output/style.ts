import picocolors from "picocolors";
import type { Outcome } from "../checks/check.ts";
import type { Health } from "../checks/summary.ts";

/** Words and signs with or without colour. */
export interface Style {
  strong(text: string): string;
  faint(text: string): string;
  good(text: string): string;
  bad(text: string): string;
  warn(text: string): string;
  /** Sign of a check: the same signs without colour. */
  sign(outcome: Outcome): string;
  health(health: Health | "stopped"): string;
}

export function createStyle(color: boolean): Style {
  const c = picocolors.createColors(color);
  const signs: Record<Outcome, string> = {
    pass: c.green("✔"),
    fail: c.red("✖"),
    unreachable: c.red("✖"),
    unknown: c.yellow("?"),
  };
  return {
    strong: c.bold,
    faint: c.dim,
    good: c.green,
    bad: c.red,
    warn: c.yellow,
    sign: (outcome) => signs[outcome],
    health: (health) =>
      ({ healthy: c.green, degraded: c.yellow, unreachable: c.red, stopped: c.dim })[health](health),
  };
}
