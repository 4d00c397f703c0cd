import type { Engine } from "../../backend/docker/engine/engine.ts";

/** The same engine, but no command of it lasts longer than what is left of the doctor's time. @param ends of `performance.now()` */
export function withinTime(docker: Engine, ends: number): Engine {
  const bounded = (timeout: number) => Math.max(1, Math.floor(Math.min(timeout, ends - performance.now())));
  return {
    result: (args, options) =>
      docker.result(args, { ...options, timeout: bounded(options?.timeout ?? Number.POSITIVE_INFINITY) }),
    text: (args, options) =>
      docker.text(args, { ...options, timeout: bounded(options?.timeout ?? Number.POSITIVE_INFINITY) }),
  };
}
