import type { Config } from "../model/config.ts";
import { own } from "../own.ts";
import { suggestion } from "../suggest.ts";
import type { Problems } from "./problems.ts";

/** Every key that a definition uses is an image. */
export function checkImages(config: Config, problems: Problems): void {
  const { images } = config;
  const known = (key: string, path: string) => {
    if (!Object.hasOwn(images, key))
      problems.add(path, `image "${key}" is not in images.json.`, () => suggestion(key, Object.keys(images)));
  };
  const generations = new Map(config.generations.map((generation) => [generation.id, generation]));
  for (const { id, images: mapped } of config.generations)
    for (const key of Object.values(mapped)) known(key, `generations.${id}.images`);
  for (const { name, images: mapped } of config.profiles)
    for (const key of Object.keys(mapped)) known(key, `profiles.${name}.images`);
  for (const [id, stacks] of Object.entries(config.stacks))
    for (const stack of stacks)
      for (const service of stack.services) {
        const key = own(generations.get(id)?.images, service.runtime.image) ?? service.runtime.image;
        const path = `stacks.${id}.${stack.name}.services.${service.name}.runtime`;
        known(key, `${path}.image`);
      }
}
