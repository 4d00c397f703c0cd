// Runs before packing: what package.json promises to consumers must be what the build made.
import { existsSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { manifest, publishedExports } from "./entry-points.mjs";

const expected = publishedExports();
if (!isDeepStrictEqual(manifest.publishConfig.exports, expected)) {
  console.error(`publishConfig.exports of package.json must be:\n${JSON.stringify(expected, null, 2)}`);
  process.exit(1);
}
const files = Object.values(expected).flatMap((target) =>
  typeof target === "string" ? [target] : Object.values(target),
);
const missing = [...files, "./dist/cli.js", "./dist/definitions.json"].filter(
  (file) => !existsSync(new URL(`../${file}`, import.meta.url)),
);
if (missing.length > 0) {
  console.error(`Build the package before packing it (npx turbo run build). Missing: ${missing.join(", ")}`);
  process.exit(1);
}
