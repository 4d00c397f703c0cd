import { parseChangesetFile } from "@changesets/parse";
import type { Finding } from "../finding.ts";
import { isPackage, type Workspace } from "../workspace.ts";

/** Inside a line changesets are patches only: major.minor belong to the SDK. */
export function checkChangesets({
  changesets,
  manifests,
}: Pick<Workspace, "changesets" | "manifests">): Finding[] {
  const names = new Set(
    Object.entries(manifests).flatMap(([path, { name }]) => (isPackage(path) ? [name] : [])),
  );
  return Object.entries(changesets).flatMap(([file, text]): Finding[] => {
    const where = `.changeset/${file}`;
    try {
      return parseChangesetFile(text).releases.flatMap(({ name, type }): Finding[] => {
        if (!names.has(name))
          return [
            {
              rule: "changesets.unknown",
              where,
              message: `there is no package ${name}`,
              next: "Name a package of this repository.",
            },
          ];
        if (type === "patch" || type === "none") return [];
        const message = `${type} for ${name}: major.minor follow the SDK, and only \`sdk-released\` moves them`;
        return [{ rule: "changesets.patch", where, message, next: "Write patch." }];
      });
    } catch (error) {
      const [message = ""] = (error as Error).message.split("\n");
      return [{ rule: "changesets.readable", where, message, next: "Write it with `npx changeset`." }];
    }
  });
}
