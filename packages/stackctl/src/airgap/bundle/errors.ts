import { StackError } from "../../errors.ts";

const UNCHANGED = "The bundle cannot be used; nothing was changed.";

/** The file ends before its end. */
export function truncated(file: string, evidence: string): StackError {
  return new StackError({
    code: "AIRGAP_TRUNCATED",
    what: UNCHANGED,
    where: file,
    evidence,
    cause: "It was copied in part, or the medium was full.",
    next: "Copy the file again and compare its size and its `sha256sum` with the original's.",
  });
}

/** Something in the file is not what was written. */
export function damaged(file: string, evidence: string): StackError {
  return new StackError({
    code: "AIRGAP_DAMAGED",
    what: UNCHANGED,
    where: file,
    evidence,
    cause: "A byte changed on the way, on the medium or by somebody's hand.",
    next: "Copy the file again; when the original says the same, make it anew with `stackctl airgap save`.",
  });
}

/** An entry that this program would never write. */
export function unsafe(file: string, name: string, why: string): StackError {
  return new StackError({
    code: "AIRGAP_UNSAFE",
    what: UNCHANGED,
    where: file,
    evidence: `${why}: ${JSON.stringify(name.slice(0, 120))}`,
    cause: "The file was not made by `stackctl airgap save`, or somebody has changed it.",
    next: "Do not use it. Ask where it comes from, and make a bundle yourself.",
  });
}

/** No bundle, or one of another version. */
export function noBundle(file: string, evidence: string): StackError {
  return new StackError({
    code: "AIRGAP_UNKNOWN",
    what: "The file is no bundle that this stackctl reads; nothing was changed.",
    where: file,
    evidence,
    next: "Check the path; a bundle of a newer stackctl is loaded by that version.",
  });
}
