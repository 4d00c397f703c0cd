import { snapshotBytes } from "../snapshot/manifest.ts";
import type { RestorePlan } from "../snapshot/plan-restore.ts";
import { formatBytes } from "./bytes.ts";
import { formatTable } from "./table.ts";

/** What a restore is going to do, for people. */
export function formatRestorePlan(
  instance: string,
  { manifest, running, replaces, deleted, notes }: RestorePlan,
): string {
  const { name, createdAt, generation, parts, files, volumes } = manifest;
  const rows = [
    ...volumes.map(({ stack, volume, what }) => [`volume ${stack}/${volume}`, what]),
    ...files.map(({ path, what }) => [path, what]),
  ];
  return [
    `Restore of "${name}" to "${instance}"\n`,
    `\nMade ${createdAt}, ${generation}: ${parts.join(", ")}, ${formatBytes(snapshotBytes(manifest))}\n`,
    running.length > 0 ? `\nStopped first, and started again: ${running.join(", ")}\n` : "",
    `\n${replaces ? "Replaced" : "Made"}:\n${formatTable(rows)}`,
    deleted.length > 0
      ? `\nDeleted, and not in the snapshot:\n${formatTable(deleted.map(({ name: gone, what }) => [gone, what]))}`
      : "",
    ...notes.map((note) => `\nNote: ${note}\n`),
  ].join("");
}
