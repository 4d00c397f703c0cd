// Puts the compiled curve beside the bundle, which then runs without node_modules.
import { copyFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const entry = createRequire(import.meta.url).resolve("tiny-secp256k1");
copyFileSync(join(dirname(dirname(entry)), "secp256k1.wasm"), join("dist", "secp256k1.wasm"));
