import { statfsSync } from "node:fs";

/** Less than this and a service cannot keep its database, bytes. */
const LEAST = 1024 * 1024;

/** The likely cause of a failed start when the disk has hardly any room left. */
export function fullDiskCause(path: string): { cause: string } | undefined {
  try {
    const { bavail, bsize } = statfsSync(path);
    const free = bavail * bsize;
    return free < LEAST
      ? {
          cause: `The disk is full: ${Math.floor(free / 1024)} KiB are left; not even its log can be written.`,
        }
      : undefined;
  } catch {
    return undefined;
  }
}
