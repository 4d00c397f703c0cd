import { setTimeout as sleep } from "node:timers/promises";
import { ComposeGenError } from "@unicity-sphere/compose-gen";
import { type RunCommand, runCommand } from "../images/run-command.ts";
import { DEFAULT_ALIAS, type PebbleOptions, pebbleRunArguments } from "./run-arguments.ts";

/** A running ACME server. Its certificates, its accounts and its root live as long as the process. */
export interface Pebble extends AsyncDisposable {
  readonly container: string;
  /** ACME directory as seen on the network. */
  readonly directoryUrl: string;
  /** PEM of the CA of its own HTTPS doors: what an ACME client has to trust. */
  readonly caPem: string;
  /** PEM of the root under which it issues: what a client of the services has to trust. */
  rootPem(): Promise<string>;
  /** Removes the container. */
  stop(): Promise<void>;
}

const COMMAND_MS = 180_000;
const READY_MS = 120_000;
const POLL_MS = 100;

/**
 * Starts Pebble and waits until it answers.
 * @throws ComposeGenError `PEBBLE_NOT_STARTED`, after the container is removed again
 */
export async function startPebble(options: PebbleOptions, run: RunCommand = runCommand): Promise<Pebble> {
  const { container, alias = DEFAULT_ALIAS } = options;
  const docker = (...args: string[]) => run(["docker", ...args], { timeout: COMMAND_MS });
  const stop = async () => {
    await docker("rm", "--force", "--volumes", container);
  };
  const started = await docker(...pebbleRunArguments(options));
  if (started.exitCode !== 0) {
    if (!isNameTaken(started.stderr)) await stop();
    throw notStarted(container, started.stderr);
  }
  try {
    await waitUntilReady(container, docker);
    const caPem = await read(docker, container, "cat", "/run/pebble/ca.pem");
    return {
      container,
      directoryUrl: `https://${alias}:14000/dir`,
      caPem,
      rootPem: () => read(docker, container, "pebble-get", "/roots/0"),
      stop,
      [Symbol.asyncDispose]: stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

type Docker = (...args: string[]) => ReturnType<RunCommand>;

/** A container of that name is somebody else's and stays. */
function isNameTaken(stderr: string): boolean {
  return /already in use/i.test(stderr);
}

async function waitUntilReady(container: string, docker: Docker): Promise<void> {
  const deadline = Date.now() + READY_MS;
  for (;;) {
    // For some seconds inside the container: commands of the client would slow down the start that they wait for.
    const look = "until pebble-get /roots/0; do sleep 0.1; done";
    if ((await docker("exec", container, "timeout", "5", "sh", "-c", look)).exitCode === 0) return;
    const { stdout } = await docker("inspect", "--format", "{{.State.Running}}", container);
    if (stdout.trim() !== "true" || Date.now() > deadline) {
      const { stdout: out, stderr: err } = await docker("logs", "--tail", "15", container);
      throw notStarted(container, `${out}\n${err}`);
    }
    await sleep(POLL_MS);
  }
}

async function read(docker: Docker, container: string, ...command: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await docker("exec", container, ...command);
  if (exitCode === 0) return `${stdout.trimEnd()}\n`;
  throw new ComposeGenError({
    code: "PEBBLE_UNREACHABLE",
    what: "The ACME server does not answer.",
    where: `container ${container}`,
    evidence: stderr.trim(),
    next: `See docker logs ${container}.`,
  });
}

function notStarted(container: string, evidence: string): ComposeGenError {
  return new ComposeGenError({
    code: "PEBBLE_NOT_STARTED",
    what: "The ACME server did not start.",
    where: `container ${container}`,
    evidence: evidence.trim(),
  });
}
