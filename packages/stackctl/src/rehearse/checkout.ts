import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { StackError } from "../errors.ts";

/** Name in the `package.json` of the repository's root. */
const ROOT_NAME = "unicity-infra";

/**
 * The folder of the checkout that this code lies in: a rehearsal builds its images from it.
 * @throws StackError `NO_CHECKOUT` for a stackctl from the npm registry
 */
export function findCheckout(from = import.meta.dirname): string {
  for (let folder = from; ; folder = dirname(folder)) {
    if (isCheckout(folder)) return folder;
    if (folder === dirname(folder)) break;
  }
  throw new StackError({
    code: "NO_CHECKOUT",
    what: "A rehearsal needs a checkout of the repository, to build its images from.",
    where: from,
    cause: "This stackctl was installed as a package.",
    next: "Clone the repository, run `npm start` once, then `npx @unicity-sphere/stackctl rehearse` in its folder.",
  });
}

function isCheckout(folder: string): boolean {
  if (!existsSync(join(folder, "packages/rehearsal/package.json"))) return false;
  try {
    return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")).name === ROOT_NAME;
  } catch {
    return false;
  }
}
