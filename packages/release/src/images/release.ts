import { parse } from "semver";

/** What all images of one release share. */
export interface Release {
  /** Shared version, e.g. `0.6.1`. */
  version: string;
  /** Commit, 40 hex digits. */
  revision: string;
  /** URL of the repository. */
  source: string;
  /** Exact version of the SDK that leads the line. */
  sdk: string;
  /** `name@version` of every SDK version that was tried, separated by spaces. */
  verified: string;
  /** Registry and owner, without a slash at the end. */
  registry: string;
}

/** The tags of a release. */
export interface Tags {
  /** Never moved, by anybody. */
  immutable: string[];
  /** `<major.minor>`: the newest version of a line. */
  moving: string;
}

/**
 * `<version>`, `sha-<commit>` and `sdk-<exact>-r<N>` stay what they are; N is the patch of the shared version, so that it
 * is the same for all images and grows with every release. `<major.minor>` follows the newest.
 */
export function tagsOf({ version, revision, sdk }: Pick<Release, "version" | "revision" | "sdk">): Tags {
  const parsed = parse(version);
  if (!parsed) throw new Error(`"${version}" is no version`);
  return {
    immutable: [version, `sha-${revision}`, `sdk-${sdk}-r${parsed.patch}`],
    moving: `${parsed.major}.${parsed.minor}`,
  };
}
