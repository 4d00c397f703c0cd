import type { Finding } from "../finding.ts";

/** What is waived: by rule and reason, with the services and in how many files. */
export function describeWaived(findings: readonly Finding[]): string[] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    if (!finding.waived) continue;
    const { reason, expires } = finding.waived;
    const until = expires === undefined ? "" : ` (until ${expires})`;
    const key = `  – ${finding.rule}${until}: ${reason}`;
    groups.set(key, [...(groups.get(key) ?? []), finding]);
  }
  if (groups.size === 0) return [];
  const lines = [...groups].sort(([left], [right]) => (left < right ? -1 : 1));
  return ["waived", ...lines.flatMap(([key, group]) => [key, `      ${whereIn(group)}`])];
}

function whereIn(findings: readonly Finding[]): string {
  const services = new Set(findings.map(({ service }) => service ?? "file"));
  const files = new Set(findings.map(({ file }) => file)).size;
  return `${[...services].sort().join(", ")} in ${files} ${files === 1 ? "file" : "files"}`;
}
