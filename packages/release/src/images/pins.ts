import { ComposeGenError, type ErrorParts, type Images, type Lock } from "@unicity-sphere/compose-gen";
import { ownImage } from "../own-images.ts";

/** The images of others that a release brings along although no registry has confirmed their digest. */
export function unverifiedPins(images: Images, lock: Lock): string[] {
  return Object.entries(images)
    .filter(([key, { repository }]) => !ownImage(repository) && lock.images[key]?.verified !== true)
    .map(([key]) => key)
    .sort();
}

/**
 * Why these pins stand in the way of a release; nothing when each is accepted by its name.
 *
 * @param accepted keys that the command line names
 * @throws ComposeGenError `USAGE` for a name that needs no acceptance: it may be misspelt
 */
export function pinProblems(images: Images, lock: Lock, accepted: readonly string[]): ErrorParts[] {
  const unverified = unverifiedPins(images, lock);
  const idle = accepted.filter((key) => !unverified.includes(key));
  if (idle.length > 0)
    throw new ComposeGenError({
      code: "USAGE",
      what: `--unverified ${idle[0]}: ${Object.hasOwn(images, idle[0] ?? "") ? "its digest is confirmed" : "there is no such image"}.`,
      where: "images.lock.json",
      evidence: `without a confirmed digest: ${unverified.join(", ") || "none"}`,
      next: "Leave the flag out.",
    });
  const left = unverified.filter((key) => !accepted.includes(key));
  if (left.length === 0) return [];
  return [
    {
      code: "PINS_UNVERIFIED",
      what: "Images that go with the release have a digest that no registry confirmed, or none.",
      where: "images.lock.json",
      evidence: left.map((key) => `${key}: ${lock.images[key]?.reference ?? "not in the lock"}`).join("\n"),
      next: `Run \`npx compose-gen lock --update\` where the registries can be reached, or accept each: ${left.map((key) => `--unverified ${key}`).join(" ")}`,
    },
  ];
}
