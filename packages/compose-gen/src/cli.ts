import module from "node:module";
import { join } from "node:path";

// Older versions of Node.js have none and are only slower.
module.enableCompileCache?.(join(import.meta.dirname, ".compile-cache"));

// A reader that has seen enough (`| head`) ends nothing: the command does its work, and its exit code stays true.
for (const stream of [process.stdout, process.stderr])
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") return;
    if (stream === process.stdout) process.stderr.write(`The output cannot be written: ${error.message}\n`);
    process.exit(3);
  });

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
