import { lockReference } from "@unicity-sphere/compose-gen";
import { COMPOSED_IMAGES, OWN_REGISTRY, ownImage } from "../../own-images.ts";
import type { Finding } from "../finding.ts";
import { sharedVersion, type Workspace } from "../workspace.ts";

/** Our images have the shared version as their tag, in the definitions and in the lock. */
export function checkImages(workspace: Workspace): Finding[] {
  const { images, lock } = workspace;
  const shared = sharedVersion(workspace);
  return [
    ...missing(workspace),
    ...Object.entries(images).flatMap(([key, image]): Finding[] => {
      if (!ownImage(image.repository)) return [];
      const findings: Finding[] = [];
      if (image.tag !== shared)
        findings.push({
          rule: "image.tag",
          where: `images.json: ${key}`,
          message: `the tag is ${image.tag ?? "missing"}, and the version ${shared}`,
          next: "Take tags from `pnpm version-packages` only.",
        });
      const locked = lock.images[key]?.reference;
      if (locked !== lockReference(image))
        findings.push({
          rule: "image.lock",
          where: `images.lock.json: ${key}`,
          message: `the lock has ${locked ?? "no entry"}, and images.json ${lockReference(image)}`,
          next: `Run \`compose-gen lock --update ${key}\` once it is published; \`pnpm version-packages\` resets it.`,
        });
      return findings;
    }),
  ];
}

function missing({ images }: Workspace): Finding[] {
  const repositories = Object.values(images).map(({ repository }) => repository);
  const left = COMPOSED_IMAGES.filter((name) => !repositories.some((found) => ownImage(found) === name));
  return left.map((name) => ({
    rule: "image.missing",
    where: "images.json",
    message: `there is no image ${OWN_REGISTRY}/${name}, which every release publishes`,
    next: "Add it with its tag, or take it out of what is released.",
  }));
}
