// Bundles each double, and what devnet needs beside it, into dist/doubles/<name> (cwd: the package).
import { copyFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

const devnet = dirname(fileURLToPath(import.meta.resolve("@unicity-sphere/devnet")));
const curve = createRequire(join(devnet, "index.ts")).resolve("tiny-secp256k1");
const worker = { "verify-worker": join(devnet, "verify/worker.ts") };

/** Doubles that verify signatures in threads; `bft-core` becomes one executable, so it has to be one file. */
const inputs = { aggregator: worker, "bft-core": {}, "faucet-agent": worker, mongo: {}, relay: worker };

for (const [name, beside] of Object.entries(inputs)) {
  const dir = join("dist/doubles", name);
  rmSync(dir, { recursive: true, force: true });
  const bundle = await rolldown({
    input: { main: `src/doubles/${name}/main.ts`, ...beside },
    platform: "node",
    external: [/^node:/],
    logLevel: "warn",
  });
  await bundle.write({
    dir,
    format: "cjs",
    entryFileNames: "[name].js",
    chunkFileNames: "chunks/[name].js",
    minify: "dce-only",
  });
  writeFileSync(join(dir, "package.json"), '{ "type": "commonjs" }\n');
  if (name !== "mongo")
    copyFileSync(join(dirname(dirname(curve)), "secp256k1.wasm"), join(dir, "secp256k1.wasm"));
}
