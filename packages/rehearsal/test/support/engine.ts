import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { execa } from "execa";
import { test } from "vitest";

/** Does a Docker engine answer on this machine? */
export const hasEngine = spawnSync("docker", ["info"], { timeout: 60_000 }).status === 0;

const run = hasEngine || process.env.CI === "true";

/** A test that needs an engine: without one it is skipped by name; in CI it runs and fails instead. */
export function withEngine(name: string, body: () => Promise<void>): void {
  if (run) test(name, body);
  else test.skip(`${name} (skipped: no Docker engine answers)`, body);
}

const LIMITS = { timeout: 300_000, stdin: "ignore" } as const;

/** Runs `docker`; rejects when it fails. `run --rm` runs a container to its end. */
export async function docker(...args: string[]): Promise<string> {
  const [verb, rm, ...rest] = args;
  if (verb === "run" && rm === "--rm") return runToEnd(rest);
  const { stdout } = await execa("docker", args, LIMITS);
  return stdout;
}

/**
 * What a container prints until it ends; nothing of it is left. A client that is attached can miss all that a container
 * prints which ends at once, its log has it.
 *
 * @throws Error with `exitCode`, `stdout` and `stderr` when it does not end with 0
 */
async function runToEnd(args: readonly string[]): Promise<string> {
  const name = uniqueName("run");
  try {
    await execa("docker", ["run", "--detach", "--name", name, ...args], LIMITS);
    const exitCode = Number((await execa("docker", ["wait", name], LIMITS)).stdout);
    const { stdout, stderr } = await execa("docker", ["logs", name], LIMITS);
    if (exitCode === 0) return stdout;
    const message = `A container ended with ${exitCode}: ${args.join(" ")}\n${stdout}\n${stderr}`;
    throw Object.assign(new Error(message), { exitCode, stdout, stderr });
  } finally {
    await execa("docker", ["rm", "--force", "--volumes", name], { ...LIMITS, reject: false });
  }
}

/** Id of the container of a Compose service, also of one that has ended: Compose itself takes much longer to tell. */
export function composeContainer(project: string, service: string): Promise<string> {
  const labels = [`project=${project}`, `service=${service}`].flatMap((label) => [
    "--filter",
    `label=com.docker.compose.${label}`,
  ]);
  return docker("ps", "--all", "--quiet", "--no-trunc", ...labels);
}

/** A name that no other container, network or volume of this machine has. */
export function uniqueName(purpose: string): string {
  return `rehearsal-test-${purpose}-${randomBytes(6).toString("hex")}`;
}

/** A network of its own, removed at the end. */
export async function startNetwork(): Promise<{ name: string } & AsyncDisposable> {
  const name = uniqueName("net");
  await docker("network", "create", name);
  return { name, [Symbol.asyncDispose]: async () => void (await docker("network", "rm", name)) };
}
