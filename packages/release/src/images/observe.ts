import type { Repository } from "../registry/repository.ts";
import type { Observed } from "./plan.ts";
import { type Release, tagsOf } from "./release.ts";

/** Opens a repository by its name with the registry. */
export type OpenRepository = (name: string) => Repository;

/**
 * Asks what the tags of a release are now, in all repositories at once.
 *
 * @throws ComposeGenError see `openRepository`
 */
export async function observeImages(
  names: readonly string[],
  release: Release,
  open: OpenRepository,
): Promise<Record<string, Observed>> {
  const { immutable, moving } = tagsOf(release);
  const answers = await Promise.all(
    names.map(async (name): Promise<[string, Observed]> => {
      const repository = open(`${release.registry}/${name}`);
      const tags: [string, Observed[string]][] = [];
      for (const tag of [...immutable, moving]) tags.push([tag, await repository.manifest(tag)]);
      return [name, Object.fromEntries(tags)];
    }),
  );
  return Object.fromEntries(answers);
}
