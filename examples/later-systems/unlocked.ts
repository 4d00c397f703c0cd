import { type ConfigInput, lockReference } from "@unicity-sphere/compose-gen";

/** A lock for images that exist only in these examples. */
export function unlocked(images: ConfigInput["images"]): ConfigInput["lock"] {
  const entry = (reference: string) => ({
    reference,
    digest: null,
    source: "no such image",
    resolvedAt: null,
    verified: false,
    waiver: { reason: "the image is an invention of the example", expires: "2035-12-31" },
  });
  return {
    lockVersion: 1,
    images: Object.fromEntries(
      Object.entries(images).map(([key, image]) => [key, entry(lockReference(image))]),
    ),
  };
}
