import type { ErrorParts } from "@unicity-sphere/compose-gen";
import { gt, valid } from "semver";
import type { StoredManifest } from "../registry/stored-manifest.ts";
import { INPUTS, OCI } from "./names.ts";

/** What happens to one tag. `stays`: a moving tag that is at a newer version. */
export interface PlannedTag {
  tag: string;
  action: "kept" | "set" | "moved" | "stays";
}

/** A tag and what it is. */
export interface HeldTag {
  tag: string;
  index: StoredManifest;
}

/**
 * A line's tag goes to a newer version only; one that says no version is not of a release and is taken over.
 *
 * @param now what it is; nothing when nobody set it
 * @param published digest that it would get; nothing when it is not known yet
 */
export function decideMoving(
  now: StoredManifest | undefined,
  version: string,
  published: string | undefined,
): PlannedTag["action"] {
  if (now === undefined) return "set";
  if (now.digest === published) return "kept";
  const at = now.annotations[OCI.version] ?? "";
  return valid(at) !== null && gt(at, version) ? "stays" : "moved";
}

/** Why a tag that never moves cannot be what an image is. @param repository with its registry */
export function tagTaken(
  { name, inputs }: { name: string; inputs: string },
  repository: string,
  held: readonly HeldTag[],
): ErrorParts {
  const lines = held.map(
    ({ tag, index }) =>
      `${tag} is ${index.digest}, made from ${index.annotations[INPUTS] ?? "what it does not say"}`,
  );
  return {
    code: "TAG_TAKEN",
    what: `A tag of ${name} that never moves is another image already.`,
    where: repository,
    evidence: [...lines, `here it is made from ${inputs}`].join("\n"),
    cause:
      "Sources or base changed and the version did not: a changeset is missing. Or somebody else pushed the tag.",
    next: "Record the change with `npx changeset` and release the next version; a published tag is never overwritten.",
  };
}
