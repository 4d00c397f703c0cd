import { snapshotProblem } from "../../debian-snapshot.ts";
import type { Finding } from "../finding.ts";
import type { Workspace } from "../workspace.ts";

/** Debian's packages in our images are those of a day that has been. */
export function checkDebian({ debian }: Pick<Workspace, "debian">, now: Date): Finding[] {
  const message = snapshotProblem(debian.snapshot, now);
  if (message === undefined) return [];
  return [
    {
      rule: "debian.snapshot",
      where: "debian.json",
      message,
      next: "Write the time (UTC) of a day that is over, or see whether the clock here is right.",
    },
  ];
}
