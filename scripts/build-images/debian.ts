import { ComposeGenError } from "@unicity-sphere/compose-gen";
import { snapshotProblem } from "release";

/** Which Debian packages images get: as they were at a time, and who keeps them; without a time those that the base names. */
export interface DebianPackages {
  /** `YYYYMMDDTHHMMSSZ` */
  readonly snapshot?: string | undefined;
  /** Address of the folders `debian/<time>` and `debian-security/<time>`; default snapshot.debian.org. */
  readonly archive?: string | undefined;
}

/** In place of a time: what the sources of the base have now. */
export const NO_SNAPSHOT = "none";

/**
 * The build arguments for them.
 * @throws ComposeGenError `USAGE` for a time that is none or in the future, and for an address of another kind
 */
export function debianArguments({ snapshot, archive }: DebianPackages, now: Date): Record<string, string> {
  if (archive !== undefined && !/^https?:\/\/[^\s/]/.test(archive))
    throw usage(`--debian-archive ${archive}: this is no address.`, "Write http://HOST/PATH.");
  if (snapshot === undefined || snapshot === NO_SNAPSHOT) return {};
  const problem = snapshotProblem(snapshot, now);
  if (problem) throw usage(`--debian-snapshot: ${problem}.`, "Write the time (UTC) of a day that is over.");
  return { DEBIAN_SNAPSHOT: snapshot, ...(archive === undefined ? {} : { DEBIAN_ARCHIVE: archive }) };
}

function usage(what: string, next: string): ComposeGenError {
  return new ComposeGenError({ code: "USAGE", what, next });
}
