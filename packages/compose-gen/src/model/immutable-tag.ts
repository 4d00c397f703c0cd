const exactVersion = /^v?[0-9]+\.[0-9]+\.[0-9]+(?:[-+._][0-9A-Za-z.+_-]+)?$/;
const twoPartVersion = /^v?[0-9]+\.[0-9]+(?:[-+._][0-9A-Za-z.+_-]+)?$/;
const gitCommit = /^(?:sha-)?[0-9a-f]{7,40}$/;

/**
 * True for a tag that its publisher does not move: a git commit (7–40 hex, also `sha-…`) or an exact version.
 *
 * @param versionParts how many numbers an exact version of the publisher has at least
 */
export function isImmutableTag(tag: string, versionParts = 3): boolean {
  const version = versionParts === 2 ? twoPartVersion : exactVersion;
  return tag.length <= 128 && (version.test(tag) || gitCommit.test(tag));
}
