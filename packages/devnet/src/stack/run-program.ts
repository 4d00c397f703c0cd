import { spawn } from "node:child_process";
import type { ProcessEnd } from "./restart-policy.ts";

/** A program that a supervisor keeps running. */
export interface Program {
  name: string;
  command: readonly [string, ...string[]];
}

/**
 * Runs a program to its end, with the outputs of this process. When `stop` fires it gets SIGTERM, and SIGKILL when it
 * is still there after `graceMs`.
 */
export function runProgram(program: Program, stop: AbortSignal, graceMs: number): Promise<ProcessEnd> {
  const [file, ...args] = program.command;
  return new Promise((resolve) => {
    const child = spawn(file, args, { stdio: ["ignore", "inherit", "inherit"] });
    let kill: NodeJS.Timeout | undefined;
    const end = () => {
      child.kill("SIGTERM");
      kill = setTimeout(() => child.kill("SIGKILL"), graceMs);
    };
    const settle = (how: ProcessEnd) => {
      clearTimeout(kill);
      stop.removeEventListener("abort", end);
      resolve(how);
    };
    child.once("exit", (code, signal) => settle({ code, signal }));
    child.once("error", () => {
      if (child.pid === undefined) settle({ code: 127, signal: null });
    });
    stop.addEventListener("abort", end, { once: true });
    if (stop.aborted) end();
  });
}
