import { readFileSync } from "node:fs";

/** The package's manifest as it is in the workspace. */
export const manifest = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));

/** Subpaths for packages of this repository alone: they are in no published package, and no promise to anybody. */
const workspaceOnly = ["./registry"];

/**
 * What other packages can import, as `exports` of package.json lists it: subpath → module under `src` without its
 * extension. The published package holds each as `dist/lib/<module>.js` with its declarations.
 */
export const entryPoints = Object.fromEntries(
  Object.entries(manifest.exports)
    .filter(([subpath]) => !workspaceOnly.includes(subpath))
    .map(([subpath, file]) => [subpath, /^\.\/src\/(.+)\.ts$/.exec(file)[1]]),
);

/** `exports` of the published package: compiled modules, and the JSON Schema of a configuration. */
export function publishedExports() {
  const compiled = Object.entries(entryPoints).map(([subpath, module]) => [
    subpath,
    { types: `./dist/lib/${module}.d.ts`, default: `./dist/lib/${module}.js` },
  ]);
  return { ...Object.fromEntries(compiled), "./schema.json": "./dist/schema.json" };
}
