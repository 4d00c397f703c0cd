/** One thing that a check of the lock says about an image, or about the file when `key` is empty. */
export interface Finding {
  key: string;
  /** `problem`: the check fails. `unreachable`: nothing is known. `note`: worth knowing. */
  level: "problem" | "unreachable" | "note";
  /** Stable name, e.g. `lock.missing`. */
  code: string;
  message: string;
  next?: string;
}
