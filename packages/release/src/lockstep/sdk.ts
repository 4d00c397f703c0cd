import { parse } from "semver";

/** The SDK whose major.minor the shared version follows. */
export const LEADING_SDK = "@unicitylabs/sphere-sdk";

/** major.minor of a version, e.g. `0.6`; nothing for what is no version. */
export function lineOf(version: string): string | undefined {
  const parsed = parse(version);
  return parsed ? `${parsed.major}.${parsed.minor}` : undefined;
}
