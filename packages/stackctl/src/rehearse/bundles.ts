import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { StackError } from "../errors.ts";

/** What the images of a rehearsal take from `packages/<name>/dist`, and the packages whose `src` is bundled there. */
const BUNDLES = [
  { name: "devnet", files: ["cli.js", "verify-worker.js"], sources: ["devnet"] },
  {
    name: "rehearsal",
    files: ["registration-api/server.js", "doubles/aggregator/main.js", "doubles/relay/main.js"],
    sources: ["rehearsal", "devnet"],
  },
] as const;

/**
 * Looks at the times of sources and bundles, and at nothing else.
 * @returns names of the packages with a source that is newer than a bundle: it may be left out of the images
 * @throws StackError `BUNDLE_MISSING` (exit code 3)
 */
export function staleBundles(checkout: string): string[] {
  const inPackage = (name: string, ...path: string[]) => join(checkout, "packages", name, ...path);
  const missing = BUNDLES.flatMap(({ name, files }) => files.map((file) => inPackage(name, "dist", file)))
    .filter((file) => !existsSync(file))
    .join(", ");
  if (missing) {
    throw new StackError({
      code: "BUNDLE_MISSING",
      what: "A rehearsal makes its images of bundles that are not built.",
      where: missing,
      next: "In the checkout: npx pnpm install && npx pnpm build",
    });
  }
  const stale = BUNDLES.filter(({ name, files, sources }) => {
    const built = Math.min(...files.map((file) => statSync(inPackage(name, "dist", file)).mtimeMs));
    return sources.some((source) => newestIn(inPackage(source, "src")) > built);
  });
  return stale.map(({ name }) => name);
}

/** The latest change of a file below a folder, ms. */
function newestIn(folder: string): number {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return Math.max(0, ...files.map(({ parentPath, name }) => statSync(join(parentPath, name)).mtimeMs));
}
