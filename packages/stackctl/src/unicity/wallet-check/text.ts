import type { Health } from "../../checks/summary.ts";
import type { Style } from "../../output/style.ts";
import { formatTable } from "../../output/table.ts";
import { GROUPS, type Group } from "./line.ts";
import type { LineResult } from "./run.ts";

/** The result as people read it. */
export interface WalletCheck {
  origin: string;
  health: Health;
  lines: readonly LineResult[];
  notes: readonly string[];
}

/** A table for each asker, then notes, then what to do. */
export function formatWalletCheck({ origin, health, lines, notes }: WalletCheck, style: Style): string {
  const titles: Record<Group, string> = {
    pill: `Pills of the wallet app at ${origin}`,
    wallet: "What a wallet needs and no pill shows",
    probe: "What infra-probe 0.3.0 says",
  };
  const tables = GROUPS.flatMap((group) => {
    const rows = lines.filter((line) => line.group === group).map((line) => rowOf(line, style));
    return rows.length > 0 ? [`${style.strong(titles[group])}\n${formatTable(rows)}\n`] : [];
  });
  const remarks = [...lines.flatMap((line) => line.notes), ...notes];
  const advice = lines
    .filter(({ counted, next }) => counted && next)
    .map(({ label, next }) => `${label}: ${next}`);
  return [
    ...tables,
    `As a wallet sees it: ${style.health(health)}.\n`,
    listed("Notes", remarks),
    listed("Next", [...new Set(advice)]),
  ].join("");
}

function rowOf(
  { label, shows, outcome, evidence, url, external, counted, ms }: LineResult,
  style: Style,
): string[] {
  const aside = counted ? "" : style.warn(external ? "external, not counted" : "not counted");
  const where = style.faint(`${url ?? "-"}  ${evidence}  ${ms} ms`);
  return [style.sign(outcome), label, shows, [aside, where].filter(Boolean).join("  ")];
}

function listed(title: string, texts: readonly string[]): string {
  return texts.length > 0 ? `\n${title}:\n${texts.map((text) => `  ${text}\n`).join("")}` : "";
}
