import type { Tarball } from "./tarball.ts";

/**
 * Packages after those that they need, by name otherwise: a publication that stops half-way leaves nothing that cannot be
 * installed. Packages that need each other have no such order, and come by name.
 */
export function byNeed<Package extends Pick<Tarball, "name" | "needs">>(
  packages: readonly Package[],
): Package[] {
  const left = [...packages].sort((one, other) => (one.name < other.name ? -1 : 1));
  const ordered: Package[] = [];
  while (left.length > 0) {
    const ready = left.findIndex(({ name, needs }) =>
      left.every((other) => other.name === name || !needs.includes(other.name)),
    );
    ordered.push(...left.splice(Math.max(ready, 0), 1));
  }
  return ordered;
}
