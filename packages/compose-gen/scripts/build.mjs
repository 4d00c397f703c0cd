// Bundles the command, compiles the library and its JSON Schema, and stores the definitions of this repository beside it as data.
// The definitions are read from source: turbo builds this package before those that hold them.
import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
const node = (...args) => execFileSync(process.execPath, args, { stdio: "inherit" });

rmSync("dist", { recursive: true, force: true });
node("../../scripts/bundle.mjs", "cli=src/cli.ts");
node("dist/cli.js", "compile", "--config", "../../compose-gen.config.ts", "--out", "dist/definitions.json");
node("scripts/build-library.mjs");
node("scripts/build-schema.mjs");
