// Compiles what tests of other repositories import: ES modules for Node.js 20 with declarations, and what a test may ask for as
// CommonJS too, since tests of Jest are that. What stackctl's command does stays a program of its own; of its sources only small
// parts are taken in.
import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

const root = fileURLToPath(new URL("..", import.meta.url));
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const modules = Object.values(manifest.exports).flatMap(
  (file) => /^\.\/(?:src|dist)\/(.+)\.(?:ts|js)$/.exec(file)?.[1] ?? [],
);

const required = Object.values(manifest.publishConfig.exports).flatMap(
  ({ require: entry }) => /^\.\/dist\/cjs\/(.+)\.js$/.exec(entry?.default ?? "")?.[1] ?? [],
);
const compiler = join(root, "../../node_modules/typescript/bin/tsc");

/** Bundles the modules into a folder, with their declarations. */
async function compile(format, names, folder) {
  const bundle = await rolldown({
    cwd: root,
    input: Object.fromEntries(names.map((module) => [module, `src/${module}.ts`])),
    platform: "node",
    external: [/^node:/],
    transform: { target: "node20" },
    logLevel: "warn",
  });
  const dir = join(root, folder);
  await bundle.write({
    dir,
    format,
    entryFileNames: "[name].js",
    chunkFileNames: "chunks/[name]-[hash].js",
  });
  const options = ["-p", "tsconfig.build.json", "--outDir", dir];
  execFileSync(process.execPath, [compiler, ...options], { cwd: root, stdio: "inherit" });
}

rmSync(join(root, "dist"), { recursive: true, force: true });
await compile("esm", modules, "dist");
await compile("cjs", required, "dist/cjs");
writeFileSync(join(root, "dist/cjs/package.json"), '{ "type": "commonjs" }\n');
