// Compiles what configurations import: ES modules with declarations, dependencies left to the consumer's install.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { documentDeclarations } from "./document-declarations.mjs";
import { entryPoints, manifest } from "./entry-points.mjs";
import { readModelDocs } from "./model-docs.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const out = join(root, "dist/lib");
const packageName = /^(?:@[^/]+\/)?[^/]+/;

const bundle = await rolldown({
  cwd: root,
  input: Object.fromEntries(Object.values(entryPoints).map((module) => [module, `src/${module}.ts`])),
  platform: "node",
  external: (id) => id.startsWith("node:") || Object.hasOwn(manifest.dependencies, packageName.exec(id)?.[0]),
  logLevel: "warn",
});
await bundle.write({
  dir: out,
  format: "esm",
  entryFileNames: "[name].js",
  chunkFileNames: "chunks/[name]-[hash].js",
});
// The folder above holds the command's CommonJS files and says so.
writeFileSync(join(out, "package.json"), '{ "type": "module" }\n');

const compiler = join(root, "../../node_modules/typescript/bin/tsc");
execFileSync(process.execPath, [compiler, "-p", "tsconfig.build.json"], { cwd: root, stdio: "inherit" });
documentDeclarations(out, readModelDocs(join(root, "src/model")));
