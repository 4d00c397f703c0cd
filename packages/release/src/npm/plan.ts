import type { ErrorParts } from "@unicity-sphere/compose-gen";
import { gt } from "semver";
import type { PublishedPackage } from "./observe.ts";
import { byNeed } from "./order.ts";
import type { Tarball } from "./tarball.ts";

/** What becomes of a package. */
export interface PlannedPackage extends Tarball {
  /** `there`: the registry has these very bytes. */
  action: "publish" | "there";
  /** dist-tag: `latest`, or `line-<major.minor>` when a newer version is the latest. */
  tag: string;
}

export interface NpmPlan {
  /** Each after those that it needs. */
  packages: PlannedPackage[];
  problems: ErrorParts[];
}

/** What the workspace says about its packages. */
export interface Expected {
  version: string;
  /** Names of those that are published. */
  published: readonly string[];
  /** Names of those that never are. */
  unpublished: readonly string[];
}

/** What is to be published, and all that stands in its way. */
export function planPackages(
  tarballs: readonly Tarball[],
  observed: Readonly<Record<string, PublishedPackage>>,
  expected: Expected,
): NpmPlan {
  const packages = byNeed(tarballs).map((tarball): PlannedPackage => {
    const { latest, versions } = observed[tarball.name] ?? { versions: {} };
    const there = versions[tarball.version] === tarball.integrity;
    return { ...tarball, action: there ? "there" : "publish", tag: tagOf(tarball.version, latest) };
  });
  const problems = [
    ...missing(tarballs, expected),
    ...tarballs.flatMap((tarball) => [
      ...otherVersion(tarball, expected),
      ...needsUnpublished(tarball, expected),
      ...otherContent(tarball, observed[tarball.name]),
    ]),
  ];
  return { packages, problems };
}

/** A patch of an older line must not become what `npm install` takes. */
function tagOf(version: string, latest: string | undefined): string {
  if (latest === undefined || version === latest || gt(version, latest)) return "latest";
  return `line-${version.split(".").slice(0, 2).join(".")}`;
}

function missing(tarballs: readonly Tarball[], { published }: Expected): ErrorParts[] {
  const names = tarballs.map(({ name }) => name);
  const wanting = published.filter((name) => !names.includes(name));
  const strange = names.filter((name, at) => !published.includes(name) || names.indexOf(name) !== at);
  if (wanting.length === 0 && strange.length === 0) return [];
  return [
    {
      code: "TARBALLS_WRONG",
      what: "The tarballs are not one of each package that is published.",
      evidence: [
        ...wanting.map((name) => `missing: ${name}`),
        ...strange.map((name) => `too much: ${name}`),
      ].join("\n"),
      next: "Give a folder with those of this version alone, or none, so that they are packed.",
    },
  ];
}

function otherVersion({ file, name, version }: Tarball, expected: Expected): ErrorParts[] {
  if (version === expected.version) return [];
  return [
    {
      code: "VERSION_WRONG",
      what: `${name} is ${version}, and this checkout is ${expected.version}.`,
      where: file,
      cause: "The tarball is of another release.",
      next: "Take the commit of that release, or remove the tarball.",
    },
  ];
}

/** What is not published cannot be installed: such a package has to be bundled. */
function needsUnpublished({ name, needs, file }: Tarball, { unpublished }: Expected): ErrorParts[] {
  const lost = needs.filter((need) => unpublished.includes(need));
  if (lost.length === 0) return [];
  return [
    {
      code: "NEEDS_UNPUBLISHED",
      what: `${name} could be installed by nobody: it needs packages that are not published.`,
      where: file,
      evidence: lost.join(", "),
      next: "Bundle them, and leave them out of the dependencies of the published package.",
    },
  ];
}

function otherContent(
  { name, version, integrity, file }: Tarball,
  published?: PublishedPackage,
): ErrorParts[] {
  const there = published?.versions[version];
  if (there === undefined || there === integrity) return [];
  return [
    {
      code: "VERSION_TAKEN",
      what: `${name}@${version} is published with another content, and no version is published twice.`,
      where: file,
      evidence: `published ${there}\nhere      ${integrity}`,
      cause: "The sources, or the digests of the images, changed after this version was published.",
      next: "Publish the tarballs that belong to the release, or make a changeset and the next version.",
    },
  ];
}
