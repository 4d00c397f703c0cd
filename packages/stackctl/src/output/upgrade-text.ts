import type { UpgradePlan } from "../backend/upgrades.ts";
import { formatTable } from "./table.ts";

/** What an upgrade or a rollback is going to do, for people. @param title e.g. `Upgrade of "default"` */
export function formatUpgradePlan(title: string, { services, files, running }: UpgradePlan): string {
  const rows = services
    .filter(({ changed }) => changed)
    .map(({ service, from, to, oneWay }) => [
      service,
      from === to ? `${to}, built anew` : `${from ?? "-"} → ${to}`,
      oneWay ? "stores data in another form: no way back without a backup" : "",
    ]);
  return [
    `${title}\n`,
    rows.length > 0 ? `\nOther images:\n${formatTable(rows)}` : "\nNo other images.\n",
    files.length > 0 ? `\nRendered anew: ${files.join(", ")}\n` : "",
    running.length > 0 ? "" : "\nNothing runs: the new version is started to prove that it works.\n",
  ].join("");
}
