// Bundles a command into CommonJS files: a cold start then reads a few files instead of hundreds.
// Usage: node ../../scripts/bundle.mjs <name>=<entry> [<name>=<entry> …]   (cwd: the package)
import { existsSync, readdirSync, rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { rolldown } from "rolldown";

const input = Object.fromEntries(process.argv.slice(2).map((pair) => pair.split("=")));
const bundle = await rolldown({ input, platform: "node", external: [/^node:/], logLevel: "warn" });
const { output } = await bundle.write({
  dir: "dist",
  format: "cjs",
  entryFileNames: "[name].js",
  chunkFileNames: "chunks/[name]-[hash].js",
  minify: "dce-only",
});
await writeFile("dist/package.json", '{ "type": "commonjs" }\n');

// Chunks are named by their content; those of earlier builds go once the new ones are in place.
const current = new Set(output.map(({ fileName }) => fileName));
const chunks = existsSync("dist/chunks") ? readdirSync("dist/chunks") : [];
for (const chunk of chunks) {
  if (!current.has(`chunks/${chunk}`)) rmSync(join("dist/chunks", chunk));
}
