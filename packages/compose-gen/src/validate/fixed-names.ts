import type { Profile } from "../model/profile.ts";
import type { Service } from "../model/service.ts";
import type { Stack } from "../model/stack.ts";
import { placeStack } from "../plan/place.ts";
import type { Problems } from "./problems.ts";

/**
 * Where containers and volumes have fixed names, two stacks that have the same name for different things would share
 * them without a word. The same thing in two files (alone, and composed with others) is meant.
 */
export function checkFixedNames(stacks: readonly Stack[], profile: Profile, problems: Problems): void {
  if (!profile.fixedNames) return;
  const services = new Map<string, { stack: string; meaning: string }>();
  const volumes = new Map<string, { stack: string; meaning: string }>();
  for (const stack of stacks) {
    const placed = placeStack(stack, profile);
    const add = (owners: typeof services, name: string, meaning: string, what: string) => {
      const owner = owners.get(name);
      if (owner === undefined) owners.set(name, { stack: stack.name, meaning });
      else if (owner.meaning !== meaning)
        problems.add(
          `profiles.${profile.name}.fixedNames`,
          `gives the ${what} "${name}" of the stacks ${owner.stack} and ${stack.name} the same name: rename one of them`,
        );
    };
    for (const service of placed.services) add(services, service.name, meaningOf(service), "service");
    for (const [name, volume] of Object.entries(placed.volumes))
      if (volume.name === undefined && !volume.external)
        add(volumes, name, usersOf(placed, name).join(" "), "volume");
  }
}

function meaningOf({ runtime, mounts }: Service): string {
  return JSON.stringify([runtime.image, mounts.map(({ volume, target }) => [volume, target])]);
}

function usersOf(stack: Stack, volume: string): string[] {
  return stack.services
    .filter(({ mounts }) => mounts.some((mount) => mount.volume === volume))
    .map(({ name }) => name)
    .sort();
}
