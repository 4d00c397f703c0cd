import { createHash, randomBytes } from "node:crypto";
import { basename } from "node:path";

/** Names of instances that live as long as one run; only these are ever wiped unasked. */
const FRESH = /^e2e-[0-9a-f]{8}$/;

/** A name that no other instance has. */
export const freshName = (): string => `e2e-${randomBytes(4).toString("hex")}`;

/** Whether the instance lives only as long as one run. */
export const isFreshName = (name: string): boolean => FRESH.test(name);

/** The name of the instance that keeps its state for a project. @param folder of the project, absolute */
export function keptName(folder: string): string {
  const slug = basename(folder)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+/, "")
    .slice(0, 18)
    .replace(/-+$/, "");
  const hash = createHash("sha256").update(folder).digest("hex").slice(0, 6);
  return `e2e-${slug || "project"}-${hash}`;
}
