import { setTimeout as delay } from "node:timers/promises";
import { afterEnd } from "./restart-policy.ts";
import { type Program, runProgram } from "./run-program.ts";

export interface SuperviseOptions {
  /** Ends all programs, and the supervision. */
  stop: AbortSignal;
  /** Time between SIGTERM and SIGKILL, ms. */
  graceMs: number;
  log: (event: string, fields: object) => void;
}

/**
 * Keeps programs running until `stop` fires: one that ends is started again with back-off, and one that cannot be
 * kept running ends them all.
 *
 * @returns exit code: 0 stopped as asked, 1 a program ends again and again, 3 a program refuses to start
 */
export async function supervise(programs: readonly Program[], options: SuperviseOptions): Promise<number> {
  const failed = new AbortController();
  const stop = AbortSignal.any([options.stop, failed.signal]);
  const codes = programs.map(async (program) => {
    const code = await keepRunning(program, { ...options, stop });
    if (code !== 0) failed.abort();
    return code;
  });
  return Math.max(...(await Promise.all(codes)));
}

async function keepRunning(program: Program, { stop, graceMs, log }: SuperviseOptions): Promise<number> {
  let quickEnds = 0;
  while (!stop.aborted) {
    const start = performance.now();
    const end = await runProgram(program, stop, graceMs);
    if (stop.aborted) return 0;
    const next = afterEnd(end, performance.now() - start, quickEnds);
    if (next.kind === "give-up") {
      log("service_given_up", { service: program.name, ...end, reason: next.reason });
      return next.exitCode;
    }
    log("service_ended", { service: program.name, ...end, restartInMs: next.delayMs });
    quickEnds = next.quickEnds;
    await delay(next.delayMs, undefined, { signal: stop }).catch(() => {});
  }
  return 0;
}
