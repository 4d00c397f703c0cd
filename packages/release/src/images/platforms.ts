import { ComposeGenError, type Images, type Lock } from "@unicity-sphere/compose-gen";

/**
 * The platforms of an image of ours: those that all images below it have, as the lock knows them, else as `images.json`
 * names them.
 *
 * @param keys images below it
 * @param only these of them; none for all
 * @throws ComposeGenError `PLATFORM_UNKNOWN`, `PLATFORM_NONE`
 */
export function platformsOn(
  keys: readonly string[],
  images: Images,
  lock: Lock,
  only: readonly string[] = [],
): string[] {
  const sets = keys.map((key) => {
    const locked = lock.images[key]?.platforms ?? [];
    const platforms = locked.length > 0 ? locked : (images[key]?.platforms ?? []);
    if (platforms.length > 0) return platforms;
    throw new ComposeGenError({
      code: "PLATFORM_UNKNOWN",
      what: `It is not known for which platforms the image ${key} is.`,
      where: "images.lock.json",
      next: `Run \`npx compose-gen lock --update ${key}\` where its registry can be reached.`,
    });
  });
  const [first = [], ...others] = sets;
  const wanted = first.filter((platform) => only.length === 0 || only.includes(platform));
  const common = wanted.filter((platform) => others.every((set) => set.includes(platform)));
  if (common.length > 0) return [...common].sort();
  throw new ComposeGenError({
    code: "PLATFORM_NONE",
    what: `There is no platform for what is built on ${keys.join(" and ")}.`,
    where: "images.lock.json",
    evidence: keys.map((key, at) => `${key}: ${(sets[at] ?? []).join(", ")}`).join("\n"),
    next:
      only.length > 0 ? "Name a platform that all of them have." : "Build on images that have one in common.",
  });
}
