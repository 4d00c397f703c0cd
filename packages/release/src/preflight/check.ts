import type { ErrorParts } from "@unicity-sphere/compose-gen";

/**
 * How one precondition stands. `later`: it cannot be met before the first images are pushed. `unknown`: nobody who may only
 * read is told. `unreachable`: who would tell does not answer.
 */
export type CheckState = "ok" | "missing" | "later" | "unknown" | "unreachable";

/** One precondition of a first release. */
export interface PreflightCheck {
  /** Stable id, e.g. `image.public`. */
  id: string;
  /** What has to be so, of what. */
  what: string;
  state: CheckState;
  /** What was found. */
  evidence?: string;
  /** What a maintainer does about it. */
  next?: string;
}

const marks: Record<CheckState, string> = {
  ok: "✔",
  missing: "✗",
  later: "·",
  unknown: "?",
  unreachable: "!",
};

/** A check for each problem; one that is met when there is none. */
export function checkOf(id: string, what: string, problems: readonly ErrorParts[]): PreflightCheck {
  const [problem] = problems;
  if (!problem) return { id, what, state: "ok" };
  const { evidence = problem.what, next } = problem;
  return { id, what, state: "missing", evidence, ...(next ? { next } : {}) };
}

/** 0: nothing is missing · 1: something is, or is not known · 2: only answers are missing. */
export function exitCodeOfChecks(checks: readonly PreflightCheck[]): 0 | 1 | 2 {
  const has = (...states: CheckState[]) => checks.some(({ state }) => states.includes(state));
  if (has("missing", "unknown")) return 1;
  return has("unreachable") ? 2 : 0;
}

/** Plain text of checks, with what to do below each that is not met. */
export function describeChecks(checks: readonly PreflightCheck[]): string {
  return checks
    .flatMap(({ id, what, state, evidence, next }) => [
      `${marks[state]} ${what} [${id}: ${state}]`,
      ...(state === "ok" || !evidence ? [] : evidence.split("\n").map((line) => `    ${line}`)),
      ...(state === "ok" || !next ? [] : [`  next: ${next}`]),
    ])
    .join("\n");
}
