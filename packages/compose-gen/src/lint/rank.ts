/** Rules that a stranger's way to the host or to a secret leads through, the shortest way first. */
export const dangerousFirst: readonly string[] = [
  "privileges.docker-socket",
  "privileges.privileged",
  "privileges.host-namespace",
  "privileges.shared-namespace",
  "filesystem.sensitive-bind",
  "privileges.devices",
  "build.privileges",
  "image.locked",
  "privileges.security-profile",
  "volumes.keys-exposed",
  "secrets.consumers",
  "ports.loopback",
  "secrets.environment",
  "secrets.arguments",
  "secrets.plain-text",
  "user.groups",
  "user.non-root",
  "privileges.capabilities",
];

/** How soon a reader should see the findings of a rule: 0 is the most dangerous; rules without a rank come last. */
export function dangerRank(rule: string): number {
  const rank = dangerousFirst.indexOf(rule);
  return rank < 0 ? dangerousFirst.length : rank;
}
