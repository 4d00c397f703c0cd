import { ComposeGenError } from "../errors.ts";
import { MARK } from "../render/header.ts";
import type { ComparedFile } from "./files.ts";

/**
 * What somebody else wrote is not overwritten: a file that is there must start as those of this generator do. An empty one
 * has nothing to lose.
 *
 * @throws ComposeGenError `OUTPUT_FOREIGN` with every such file
 */
export function refuseForeign(files: readonly ComparedFile[]): void {
  const foreign = files.filter(
    ({ status, current = "", content }) =>
      status === "changed" && content.startsWith(MARK) && current.trim() !== "" && !current.startsWith(MARK),
  );
  if (foreign.length === 0) return;
  throw new ComposeGenError({
    code: "OUTPUT_FOREIGN",
    what: "Files in the way were not written by compose-gen; nothing was changed.",
    where: foreign.map(({ shown }) => shown).join(", "),
    evidence: `they do not start with "${MARK}"`,
    next: "Move them away, or choose another folder with --out.",
  });
}
