/** Name of the repository on GitHub, also of its forks. */
const REPOSITORY = "unicity-infra";
/** Whose images those are that are neither of ghcr.io nor have another identity named: mirrors carry signatures along. */
const PUBLISHER = "unicity-sphere";

/** An identity that may sign: its repository's release workflow on the main branch or a version's tag. */
export interface ExpectedIdentity {
  /** For people. */
  shown: string;
  matches(identity: string): boolean;
}

/**
 * Who may have signed an image, by the owner of its repository, so that a fork's images are the fork's.
 *
 * @param repository with its registry, e.g. `ghcr.io/owner/relay`
 * @param exactly the whole identity, where it is named
 */
export function expectedIdentity(repository: string, exactly: string | undefined): ExpectedIdentity {
  if (exactly !== undefined) return { shown: exactly, matches: (identity) => identity === exactly };
  const owner = /^ghcr\.io\/([^/]+)\//.exec(repository)?.[1] ?? PUBLISHER;
  const begin = `https://github.com/${owner}/${REPOSITORY}/`;
  const workflow = ".github/workflows/release.yml@refs/";
  return {
    shown: `${begin}${workflow}heads/main, or a tag v…`,
    // GitHub's names of owners know no case; ghcr.io's are all lower case.
    matches: (identity) =>
      identity.slice(0, begin.length).toLowerCase() === begin.toLowerCase() &&
      /^\.github\/workflows\/release\.yml@refs\/(?:heads\/main|tags\/v\d[^/]*)$/.test(
        identity.slice(begin.length),
      ),
  };
}
