import type { VerifiedImage } from "./verify-images.ts";

/** A line for each image: what became of it. */
export function verifiedLines(images: readonly VerifiedImage[]): string[] {
  return images.map(({ key, reference, outcome, signer }) => {
    if (outcome === "verified") return `verified     ${reference}  signed by ${signer}`;
    if (outcome === "waived") return `NOT VERIFIED ${reference}  --unverified ${key}`;
    return `not covered  ${reference}  not of this project: see its publisher`;
  });
}
