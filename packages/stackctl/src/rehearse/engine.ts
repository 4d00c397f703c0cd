import { type Docker, dockerClient, type RunCommand } from "rehearsal";
import { EXIT, StackError } from "../errors.ts";

const LOOK_MS = 15_000;

/** The `docker` client, its commands ended when the signal is aborted. */
export function abortable(run: RunCommand, signal: AbortSignal | undefined): RunCommand {
  return (command, options) => run(command, { ...options, ...(signal && { signal }) });
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
