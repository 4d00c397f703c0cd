/** True when the user of a container (`uid:gid` or names) is root. */
export function isRoot(user: string): boolean {
  return /^(?:0+|root)(?::|$)/.test(user);
}
