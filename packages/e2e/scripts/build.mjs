// Compiles what tests of other repositories import: ES modules for Node.js 20 with declarations. What stackctl's command does
// stays a program of its own; of its sources only small parts are taken in.
import { execFileSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

const root = fileURLToPath(new URL("..", import.meta.url));
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const modules = Object.values(manifest.exports).flatMap(
  (file) => /^\.\/src\/(.+)\.ts$/.exec(file)?.[1] ?? [],
);

rmSync(join(root, "dist"), { recursive: true, force: true });
const bundle = await rolldown({
  cwd: root,
  input: Object.fromEntries(modules.map((module) => [module, `src/${module}.ts`])),
  platform: "node",
  external: [/^node:/],
  transform: { target: "node20" },
  logLevel: "warn",
});
await bundle.write({
  dir: join(root, "dist"),
  format: "esm",
  entryFileNames: "[name].js",
  chunkFileNames: "chunks/[name]-[hash].js",
});
const compiler = join(root, "../../node_modules/typescript/bin/tsc");
execFileSync(process.execPath, [compiler, "-p", "tsconfig.build.json"], { cwd: root, stdio: "inherit" });
