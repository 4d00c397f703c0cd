import type { Finding } from "../finding.ts";
import { isPackage, sharedVersion, type Workspace } from "../workspace.ts";

const next = "Take versions from `pnpm version-packages` only.";

/** One version for the root and all packages; the examples depend on exactly that one. */
export function checkVersions(workspace: Workspace): Finding[] {
  const shared = sharedVersion(workspace);
  const findings: Finding[] = [];
  const names = new Set<string>();
  for (const [path, { name, version }] of Object.entries(workspace.manifests)) {
    if (isPackage(path)) names.add(name);
    if ((isPackage(path) || path === "package.json") && version !== shared)
      findings.push({
        rule: "version.shared",
        where: path,
        message: `the version is ${version ?? "missing"}, and that of all packages ${shared}`,
        next,
      });
  }
  for (const [path, manifest] of Object.entries(workspace.manifests)) {
    const { dependencies, devDependencies, optionalDependencies } = manifest;
    const ranges = [dependencies, devDependencies, optionalDependencies].flatMap((all) =>
      Object.entries(all ?? {}),
    );
    for (const [name, range] of ranges) {
      if (!names.has(name) || range.startsWith("workspace:") || range === shared) continue;
      const message = `${name} is ${range}, and ${shared} here`;
      findings.push({ rule: "version.example", where: path, message, next });
    }
  }
  return findings;
}
