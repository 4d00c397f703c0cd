import { ComposeGenError } from "../errors.ts";
import { byCodeUnit } from "../plan/sorted.ts";
import type { StackPlan } from "../plan/stack.ts";
import { MARK } from "../render/header.ts";
import type { PlannedDoor } from "./plan-door.ts";
import { type RenderedRoutes, renderDoor } from "./render-routes.ts";

/** A rendered file: path under the output folder, with `/`. */
export interface DoorFile {
  path: string;
  content: string;
}

/**
 * The nginx files of all doors in the plans, by path. A door of several stacks is written once.
 *
 * @throws ComposeGenError `ROUTES_DIFFER` when two stacks have a service of the same name with different routes
 */
export function renderDoorFiles(plans: readonly StackPlan[]): DoorFile[] {
  const files = new Map<string, { content: string; stack: string }>();
  for (const plan of plans)
    for (const door of plan.doors)
      for (const { path, content } of filesOf(door, plan.generatorVersion)) {
        const other = files.get(path);
        if (other && other.content !== content) throw differ(door, other.stack, plan.stack);
        files.set(path, { content, stack: other?.stack ?? plan.stack });
      }
  return [...files]
    .map(([path, { content }]) => ({ path, content }))
    .sort((left, right) => byCodeUnit(left.path, right.path));
}

function filesOf({ service, files, ...door }: PlannedDoor, version: string): DoorFile[] {
  const parts = Object.entries(renderDoor({ service, ...door })) as [keyof RenderedRoutes, string][];
  const written = parts.flatMap(([place, text]) => {
    const path = files[place];
    return path === undefined ? [] : [{ place, path, text }];
  });
  return written.map(({ place, path, text }) => {
    const others = written
      .filter((other) => other.place !== place)
      .map((other) => `${other.path.slice(other.path.lastIndexOf("/") + 1)} inside ${other.place} { }`);
    const header = `${MARK} ${version}. Do not edit: change the definition and render again.
# Routes of the service ${service}, for nginx 1.22 or newer: this goes inside ${place} { },
# and ${others.join(" and ")}.
`;
    return { path, content: `${header}\n${text}` };
  });
}

function differ({ service, files }: PlannedDoor, one: string, other: string): ComposeGenError {
  return new ComposeGenError({
    code: "ROUTES_DIFFER",
    what: `Two stacks have a service "${service}" with different routes.`,
    where: files.server,
    evidence: `stacks: ${one}, ${other}`,
    cause: "The files of its routes are named after the service.",
    next: "Rename one of the services, or give both the same routes.",
  });
}
