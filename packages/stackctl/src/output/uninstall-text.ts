import type { UninstallItem, UninstallPlan } from "../uninstall/uninstall.ts";
import { formatBytes } from "./bytes.ts";
import { formatTable } from "./table.ts";

/** What an uninstall is going to do, in three lists; what stays has the command beside it that deletes it. */
export function formatUninstallPlan(instance: string, { deleted, kept, outside }: UninstallPlan): string {
  return [
    `Uninstall of "${instance}"\n`,
    section("Deleted", deleted),
    section("Kept", kept),
    section("Outside, not touched", outside),
  ].join("");
}

function section(title: string, items: readonly UninstallItem[]): string {
  if (items.length === 0) return `\n${title}: nothing\n`;
  const rows = items.map(({ path, what, bytes, command }) => [
    path,
    what,
    bytes > 0 ? formatBytes(bytes) : "",
    ...(command === undefined ? [] : [command]),
  ]);
  return `\n${title}:\n${formatTable(rows)}`;
}
