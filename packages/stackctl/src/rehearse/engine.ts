import { type Docker, dockerClient, type RunCommand } from "rehearsal";
import { EXIT, StackError } from "../errors.ts";

const LOOK_MS = 15_000;

/**
 * A runner that starts nothing after the signal, and ends what only waits. Other commands of `docker` are waited for: the
 * engine finishes what it was asked for also when its client is gone, and would do so after everything was removed.
 */
export function abortable(run: RunCommand, signal: AbortSignal | undefined): RunCommand {
  if (signal === undefined) return run;
  return async (command, options) => {
    signal.throwIfAborted();
    const own = { ...options, ownGroup: true };
    return run(command, endsWithItsClient(command) ? { ...own, signal } : own);
  };
}

function endsWithItsClient([file, ...args]: readonly string[]): boolean {
  return file !== "docker" || args[0] === "build" || args[0] === "exec" || args.includes("--wait");
}

/** @throws StackError `ENGINE_UNREACHABLE` (exit code 2) */
export async function requireEngine(run: RunCommand): Promise<Docker> {
  const { exitCode, stderr } = await run(["docker", "version", "--format", "{{.Server.Version}}"], {
    timeout: LOOK_MS,
  });
  if (exitCode === 0) return dockerClient(run);
  throw new StackError(
    {
      code: "ENGINE_UNREACHABLE",
      what: "No Docker engine answers.",
      where: process.env.DOCKER_HOST ?? "the default socket",
      evidence: stderr.trim().split("\n").slice(0, 3).join("\n"),
      next: "Start Docker, or set DOCKER_HOST. `stackctl up` needs no Docker.",
    },
    EXIT.unreachable,
  );
}
