import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import { EXIT, messageOf, StackError, systemCode } from "../../../errors.ts";
import { writeError } from "../../../instance/atomic-file.ts";

/** A file that was written. */
export interface WrittenArchive {
  /** 64 hex. */
  sha256: string;
  bytes: number;
}

/** Fast: databases that were just made are mostly zeros. */
const LEVEL = 1;

/**
 * Writes a folder of a container, which need not run, into a gzipped tar, mode 0600.
 *
 * @param path e.g. `/state/0`; the archive holds it as `0`
 * @throws StackError `ENGINE_FAILED`, `DISK_FULL`, `STATE_UNWRITABLE`; an abort
 */
export async function copyOut(
  container: string,
  path: string,
  file: string,
  signal: AbortSignal,
): Promise<WrittenArchive> {
  const args = ["cp", `${container}:${path}`, "-"];
  const hash = createHash("sha256");
  let bytes = 0;
  const count = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  const client = startClient(args, signal);
  const target = createWriteStream(file, { mode: 0o600, flush: true });
  client.stdin.end();
  await settle(args, client, file, () =>
    pipeline(client.stdout, createGzip({ level: LEVEL }), count, target, { signal }),
  );
  return { sha256: hash.digest("hex"), bytes };
}

/**
 * Unpacks such an archive into a folder of a container, with the owners and modes that it has.
 *
 * @param folder e.g. `/state`
 * @throws StackError `ENGINE_FAILED`; an abort
 */
export async function copyIn(
  file: string,
  container: string,
  folder: string,
  signal: AbortSignal,
): Promise<void> {
  const args = ["cp", "-", `${container}:${folder}`];
  const client = startClient(args, signal);
  client.stdout.resume();
  await settle(args, client, file, () =>
    pipeline(createReadStream(file), createGunzip(), client.stdin, { signal }),
  );
}

/** The client of the engine in a group of its own: Ctrl-C of the terminal does not reach it. */
function startClient(args: readonly string[], signal: AbortSignal): ChildProcessWithoutNullStreams {
  signal.throwIfAborted();
  return spawn("docker", args, { detached: true });
}

/** Waits for both, the transfer and the client; what the client says about itself says more than the pipe that it broke. */
async function settle(
  args: readonly string[],
  client: ChildProcessWithoutNullStreams,
  file: string,
  transfer: () => Promise<void>,
): Promise<void> {
  let stderr = "";
  client.stderr.on("data", (chunk: Buffer) => {
    stderr = (stderr + chunk).slice(-4_000);
  });
  const ended = new Promise<number | null>((resolve) => {
    client.once("error", (error) => {
      stderr = messageOf(error);
      resolve(null);
    });
    client.once("close", resolve);
  });
  let broken: unknown;
  try {
    await transfer();
  } catch (error) {
    broken = error;
    client.kill();
  }
  const exitCode = await ended;
  if (broken instanceof Error && broken.name === "AbortError") throw broken;
  if (["ENOSPC", "EDQUOT", "EACCES", "EROFS"].includes(systemCode(broken) ?? ""))
    throw writeError(broken, file);
  if (exitCode !== 0 || broken !== undefined)
    throw transferFailed(args, exitCode, stderr || messageOf(broken));
}

function transferFailed(args: readonly string[], exitCode: number | null, evidence: string): StackError {
  const full = /no space left on device|disk quota exceeded/i.test(evidence);
  return new StackError(
    {
      code: full ? "DISK_FULL" : "ENGINE_FAILED",
      what: full ? "The disk of the Docker engine is full." : "docker cp failed.",
      where: ["docker", ...args].join(" "),
      evidence: `${exitCode === null ? "it did not end by itself" : `exit code ${exitCode}`}: ${evidence.trim().slice(-600)}`,
      next: full
        ? "Free some space there, then repeat the command."
        : "Look at the engine: `docker info`. Then repeat the command.",
    },
    EXIT.usage,
  );
}
