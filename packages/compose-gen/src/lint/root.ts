/** True when the user of a container (`uid:gid` or names) is root: the engine reads signs and zeros, and no user before the group. */
export function isRoot(user: string): boolean {
  return /^(?:[+-]?0+|root)?(?::|$)/.test(user);
}

/** True for a group that is root's, in the engine's reading. */
export function isRootGroup(group: string): boolean {
  return /^(?:[+-]?0+|root)$/.test(group);
}

/** True for a user whose number stands there. */
export function isNumericUser(user: string): boolean {
  return /^[0-9]+(?::|$)/.test(user);
}
