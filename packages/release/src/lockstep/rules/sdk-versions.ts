import type { Finding } from "../finding.ts";
import { isPackage, type Manifest, verifiedVersions, type Workspace } from "../workspace.ts";

/** `sdk.json` names exactly the SDK versions that packages of this repository install, and so drive in tests. */
export function checkSdkVersions({ sdk, manifests, catalog }: Workspace): Finding[] {
  const findings: Finding[] = [];
  const driven = new Map(Object.keys(sdk.verified).map((name) => [name, new Set<string>()]));
  for (const [path, manifest] of Object.entries(manifests).filter(([file]) => isPackage(file))) {
    for (const { name, version } of installed(manifest, catalog)) {
      const versions = driven.get(name);
      if (!versions) continue;
      versions.add(version);
      if (!verifiedVersions(sdk, name).includes(version))
        findings.push({
          rule: "sdk.verified",
          where: path,
          message: `${name} ${version} is installed, and sdk.json does not name it`,
          next: "Name it in sdk.json once its tests are green, or install a version that is named.",
        });
    }
  }
  for (const [name, versions] of driven) {
    for (const version of verifiedVersions(sdk, name).filter((one) => !versions.has(one)))
      findings.push({
        rule: "sdk.driven",
        where: "sdk.json",
        message: `${name} ${version} is called verified, and no package installs it`,
        next: "Install it where its tests are, or take it out of sdk.json.",
      });
  }
  return findings;
}

/** What a package installs, with aliases (`npm:name@version`) and the catalog resolved. */
function installed(
  { dependencies, devDependencies, optionalDependencies }: Manifest,
  catalog: Record<string, string>,
): { name: string; version: string }[] {
  const all = { ...optionalDependencies, ...devDependencies, ...dependencies };
  return Object.entries(all).map(([name, specifier]) => {
    const [, alias, version] = /^npm:(.+)@(.+)$/.exec(specifier) ?? [];
    if (alias && version) return { name: alias, version };
    return { name, version: specifier === "catalog:" ? (catalog[name] ?? specifier) : specifier };
  });
}
