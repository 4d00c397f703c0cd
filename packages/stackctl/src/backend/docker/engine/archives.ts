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

/** When a transfer is given up, ms. */
export interface TransferLimits {
  /** Longest time without a byte, and for the engine to finish after the last one. */
  idle: number;
  /** Time for the client to end when it is told to. */
  grace: number;
}

const LIMITS: TransferLimits = { idle: 120_000, grace: 5_000 };

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
  limits = LIMITS,
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
  await settle(args, client, file, limits, (pulse, stalled) =>
    pipeline(client.stdout, pulse, createGzip({ level: LEVEL }), count, target, {
      signal: AbortSignal.any([signal, stalled]),
    }),
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
  limits = LIMITS,
): Promise<void> {
  const args = ["cp", "-", `${container}:${folder}`];
  const client = startClient(args, signal);
  client.stdout.resume();
  await settle(args, client, file, limits, (pulse, stalled) =>
    pipeline(createReadStream(file), createGunzip(), pulse, client.stdin, {
      signal: AbortSignal.any([signal, stalled]),
    }),
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
  { idle, grace }: TransferLimits,
  transfer: (pulse: Transform, stalled: AbortSignal) => Promise<void>,
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
  const stall = new AbortController();
  const watch = setTimeout(() => {
    stall.abort();
    endClient(client, grace);
  }, idle);
  const pulse = new Transform({
    transform(chunk, _encoding, done) {
      watch.refresh();
      done(null, chunk);
    },
  });
  let broken: unknown;
  try {
    await transfer(pulse, stall.signal);
  } catch (error) {
    broken = error;
    endClient(client, grace);
  }
  const exitCode = await ended;
  clearTimeout(watch);
  if (stall.signal.aborted)
    throw transferFailed(args, null, `nothing moved for ${idle / 1_000} s; ${stderr}`);
  if (broken instanceof Error && broken.name === "AbortError") throw broken;
  if (["ENOSPC", "EDQUOT", "EACCES", "EROFS"].includes(systemCode(broken) ?? ""))
    throw writeError(broken, file);
  if (exitCode !== 0 || broken !== undefined)
    throw transferFailed(args, exitCode, stderr || messageOf(broken));
}

/** Ends the client, its group with it; one that does not listen is killed. */
function endClient(client: ChildProcessWithoutNullStreams, grace: number): void {
  const send = (signal: NodeJS.Signals) => {
    try {
      if (client.pid !== undefined) process.kill(-client.pid, signal);
    } catch {
      // It has ended.
    }
  };
  send("SIGTERM");
  const killer = setTimeout(() => send("SIGKILL"), grace);
  client.once("close", () => clearTimeout(killer));
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
