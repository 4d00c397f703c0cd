/**
 * Whether one version is newer than another, by major, minor and patch; what follows them does not count.
 *
 * @returns false for what is no version
 */
export function isNewer(version: string, than: string): boolean {
  const [one, other] = [numbers(version), numbers(than)];
  if (!one || !other) return false;
  for (const [index, number] of one.entries()) {
    const against = other[index] ?? 0;
    if (number !== against) return number > against;
  }
  return false;
}

function numbers(version: string): number[] | undefined {
  return /^(\d+)\.(\d+)\.(\d+)/.exec(version)?.slice(1).map(Number);
}
