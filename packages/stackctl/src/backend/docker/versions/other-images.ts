import type { ContainerFacts } from "../containers/facts.ts";
import type { PartPlan } from "../plan.ts";
import { findContainer, isSame } from "../view.ts";

/** A service that another release of stackctl has started, and the image that this one brings. */
export interface OtherImage {
  service: string;
  from: string;
  to: string;
}

/**
 * Services whose image changes because this stackctl pins another one than the stackctl that started them. Images of an
 * override file, and those that the reader asks for now, are not among them.
 *
 * @param files stack → the rendered file that the containers were started from
 * @param asked references that the reader has named
 */
export function otherImages(
  parts: readonly PartPlan[],
  containers: readonly ContainerFacts[],
  files: Readonly<Record<string, string>>,
  asked: readonly string[],
): OtherImage[] {
  return parts.flatMap((part) =>
    part.stack.services.flatMap(({ name, kind }) => {
      const from = findContainer(containers, part, name)?.image;
      const to = part.plan.compose.services[name]?.image;
      if (kind !== "service" || from === undefined || to === undefined) return [];
      const pinned = files[part.stack.name]?.includes(from) ?? false;
      return pinned && !isSame(to, from) && !asked.includes(to) ? [{ service: name, from, to }] : [];
    }),
  );
}
