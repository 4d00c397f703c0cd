import { createHash } from "node:crypto";
import { chmodSync, lstatSync, mkdirSync, readFileSync, rmdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { DevnetError } from "../errors.ts";
import { writeFileAtomic } from "../storage/atomic-file.ts";
import type { ServiceName } from "./stack-control.ts";

/** Names the folder of the sockets where their paths would be too long in the control folder itself. */
const WHERE_FILE = "where";
/** What a socket address has room for, bytes. */
const LONGEST_PATH = process.platform === "linux" ? 107 : 103;

/** Where a service listens. */
export interface SocketPlace {
  path: string;
  /** Made for sockets alone; it goes when the last one is gone. */
  temporaryFolder: string | undefined;
}

/**
 * Makes the folder for the socket of a service, for its owner only. A control folder that is too deep gets a short one
 * in the folder for temporary files, which its file `where` names.
 *
 * @throws DevnetError `CONTROL_PATH_TOO_LONG`, `CONTROL_FOLDER_UNUSABLE`
 */
export function prepareSocket(folder: string, service: ServiceName): SocketPlace {
  const own = resolve(folder);
  const where = join(own, WHERE_FILE);
  makePrivate(own);
  if (fits(own)) {
    rmSync(where, { force: true });
    return { path: socketIn(own, service), temporaryFolder: undefined };
  }
  const short = join(
    tmpdir(),
    `unicity-control-${createHash("sha256").update(own).digest("hex").slice(0, 16)}`,
  );
  if (!fits(short)) throw tooLong(own, short);
  makePrivate(short);
  writeFileAtomic(where, short);
  return { path: socketIn(short, service), temporaryFolder: short };
}

/** Where the socket of a service is, if it runs. */
export function findSocket(folder: string, service: ServiceName): string {
  return socketIn(readWhere(join(resolve(folder), WHERE_FILE)) ?? resolve(folder), service);
}

/** Removes a folder that holds no socket any more. */
export function leaveSocketFolder({ temporaryFolder }: SocketPlace): void {
  if (temporaryFolder === undefined) return;
  try {
    rmdirSync(temporaryFolder);
  } catch {
    // Other services still listen in it.
  }
}

function socketIn(folder: string, service: ServiceName): string {
  return join(folder, `${service}.sock`);
}

/** All services of a stack decide alike: by the longest name. */
function fits(folder: string): boolean {
  return Buffer.byteLength(socketIn(folder, "aggregator")) <= LONGEST_PATH;
}

function readWhere(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

/** Others may have made a folder of this name in the one for temporary files. */
function makePrivate(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const stat = lstatSync(folder);
    if (!stat.isDirectory() || stat.uid !== process.getuid?.())
      throw new Error("it is no folder of this user");
    chmodSync(folder, 0o700);
  } catch (error) {
    throw new DevnetError(
      {
        code: "CONTROL_FOLDER_UNUSABLE",
        what: "The folder for control cannot be used.",
        where: folder,
        evidence: (error as Error).message,
        next: "Choose another folder, or remove what is there.",
      },
      { cause: error },
    );
  }
}

function tooLong(folder: string, short: string): DevnetError {
  return new DevnetError({
    code: "CONTROL_PATH_TOO_LONG",
    what: `The paths of the sockets would be longer than ${LONGEST_PATH} bytes.`,
    where: folder,
    evidence: `in the folder for temporary files, too: ${socketIn(short, "aggregator")}`,
    next: "Use a state folder or TMPDIR with a shorter path.",
  });
}
