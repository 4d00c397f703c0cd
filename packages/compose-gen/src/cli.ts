import module from "node:module";
import { join } from "node:path";

// Older versions of Node.js have none and are only slower.
module.enableCompileCache?.(join(import.meta.dirname, ".compile-cache"));

void import("./cli/main.ts").then(async ({ main }) => {
  process.exitCode = await main({
    argv: process.argv.slice(2),
    cwd: process.cwd(),
    env: process.env,
    definitionsFile: join(import.meta.dirname, "definitions.json"),
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
  });
});
