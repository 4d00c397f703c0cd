import { ComposeGenError } from "@unicity-sphere/compose-gen";
import type { CommandResult, RunCommand } from "../images/index.ts";

const COMMAND_MS = 180_000;

/** Runs the `docker` client. */
export interface Docker {
  /** Answers its trimmed standard output. @throws ComposeGenError `DOCKER_FAILED` */
  text(...args: string[]): Promise<string>;
  /** Never rejects because of how the command ended. */
  result(...args: string[]): Promise<CommandResult>;
}

export function dockerClient(run: RunCommand): Docker {
  const result = (...args: string[]) => run(["docker", ...args], { timeout: COMMAND_MS });
  return {
    result,
    async text(...args) {
      const { exitCode, stdout, stderr } = await result(...args);
      if (exitCode === 0) return stdout.trim();
      throw new ComposeGenError({
        code: "DOCKER_FAILED",
        what: `docker ${args[0]} failed.`,
        where: ["docker", ...args].join(" "),
        evidence: stderr.trim(),
      });
    },
  };
}
