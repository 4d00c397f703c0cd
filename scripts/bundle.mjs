// Bundles a command into one CommonJS file: a cold start then reads one file instead of hundreds.
// Usage: node ../../scripts/bundle.mjs <name>=<entry> [<name>=<entry> …]   (cwd: the package)
import { writeFile } from "node:fs/promises";
import { rolldown } from "rolldown";

const input = Object.fromEntries(process.argv.slice(2).map((pair) => pair.split("=")));
const bundle = await rolldown({ input, platform: "node", external: [/^node:/], logLevel: "warn" });
await bundle.write({
  dir: "dist",
  format: "cjs",
  entryFileNames: "[name].js",
  chunkFileNames: "chunks/[name]-[hash].js",
  minify: "dce-only",
});
await writeFile("dist/package.json", '{ "type": "commonjs" }\n');
