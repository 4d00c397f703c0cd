import { ComposeGenError, type Images, type Lock } from "@unicity-sphere/compose-gen";

/** What an image of ours is made from: images of `images.json`, and programs with the platforms that they are for. */
export interface Stages {
  keys: readonly string[];
  programs?: Readonly<Record<string, readonly string[]>>;
}

/**
 * The platforms of an image of ours: those that everything below it has. Of an image these are what `images.json` names,
 * without what the lock does not know; one of both is enough.
 *
 * @param only these of them; none for all
 * @throws ComposeGenError `PLATFORM_UNKNOWN`, `PLATFORM_NONE`
 */
export function platformsOn(
  { keys, programs = {} }: Stages,
  images: Images,
  lock: Lock,
  only: readonly string[] = [],
): string[] {
  const sets = keys.map((key) => {
    const locked = lock.images[key]?.platforms ?? [];
    const stated = images[key]?.platforms ?? [];
    if (locked.length === 0 && stated.length > 0) return { stage: key, platforms: stated };
    const platforms = locked.filter((platform) => stated.length === 0 || stated.includes(platform));
    // An empty rest is told below, with what each of them has.
    if (locked.length > 0) return { stage: key, platforms };
    throw new ComposeGenError({
      code: "PLATFORM_UNKNOWN",
      what: `It is not known for which platforms the image ${key} is.`,
      where: "images.lock.json",
      next: `Run \`npx compose-gen lock --update ${key}\` where its registry can be reached.`,
    });
  });
  const stages = [...sets, ...Object.entries(programs).map(([stage, platforms]) => ({ stage, platforms }))];
  const [first, ...others] = stages;
  const wanted = (first?.platforms ?? []).filter((platform) => only.length === 0 || only.includes(platform));
  const common = wanted.filter((platform) => others.every(({ platforms }) => platforms.includes(platform)));
  if (common.length > 0) return [...common].sort();
  throw new ComposeGenError({
    code: "PLATFORM_NONE",
    what: `There is no platform for what is built on ${stages.map(({ stage }) => stage).join(" and ")}.`,
    where: "images.lock.json",
    evidence: stages.map(({ stage, platforms }) => `${stage}: ${platforms.join(", ") || "none"}`).join("\n"),
    next:
      only.length > 0 ? "Name a platform that all of them have." : "Build on images that have one in common.",
  });
}
