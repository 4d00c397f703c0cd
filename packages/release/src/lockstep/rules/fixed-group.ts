import type { Finding } from "../finding.ts";
import { isPackage, type Workspace } from "../workspace.ts";

const where = ".changeset/config.json";

/** Changesets versions and tags every package, private ones too, as one group. */
export function checkFixedGroup({ manifests, changesetConfig }: Workspace): Finding[] {
  const findings: Finding[] = [];
  const [group = [], ...others] = changesetConfig.fixed;
  const names = Object.entries(manifests).flatMap(([path, { name }]) => (isPackage(path) ? [name] : []));
  const left = names.filter((name) => !group.some((pattern) => matches(pattern, name)));
  if (left.length > 0 || others.length > 0)
    findings.push({
      rule: "changesets.fixed",
      where,
      message: `one \`fixed\` group has to hold every package; ${left.join(", ") || "there are several groups"}`,
      next: 'Write "fixed": [["*", "@unicity-sphere/*"]].',
    });
  const { privatePackages } = changesetConfig;
  if (typeof privatePackages !== "object" || !privatePackages.version || !privatePackages.tag)
    findings.push({
      rule: "changesets.private",
      where,
      message: "private packages, which hold the images, are not versioned and tagged",
      next: 'Write "privatePackages": { "version": true, "tag": true }.',
    });
  return findings;
}

/** A name or `*` for what has no slash, as changesets matches. */
function matches(pattern: string, name: string): boolean {
  const parts = pattern.split("*").map((part) => part.replace(/[.+^${}()|[\]\\?]/g, "\\$&"));
  return new RegExp(`^${parts.join("[^/]*")}$`).test(name);
}
