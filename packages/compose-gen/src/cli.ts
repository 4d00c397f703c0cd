import module from "node:module";
import { join } from "node:path";
import type { CliContext } from "./cli/context.ts";

// Older versions of Node.js have none and are only slower.
module.enableCompileCache?.(join(import.meta.dirname, ".compile-cache"));

// A reader that has seen enough (`| head`) ends nothing: the command does its work, and its exit code stays true.
for (const stream of [process.stdout, process.stderr])
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") return;
    if (stream === process.stdout) process.stderr.write(`The output cannot be written: ${error.message}\n`);
    process.exit(3);
  });

const context: CliContext = {
  argv: process.argv.slice(2),
  cwd: process.cwd(),
  env: process.env,
  definitionsFile: join(import.meta.dirname, "definitions.json"),
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  now: () => new Date(),
};

// Only a command that came to its end says how it went.
process.exitCode = 3;
let done = false;
process.once("beforeExit", async () => {
  if (done) return;
  const { describeError } = await import("./errors.ts");
  const { endedEarly } = await import("./cli/unforeseen.ts");
  context.err(`${describeError(endedEarly(context))}\n`);
});
// What a configuration leaves behind (a timer, a promise that nobody awaits) may fail while nobody looks.
process.on("uncaughtException", async (error) => {
  const { describeFailure } = await import("./cli/describe-failure.ts");
  process.stderr.write(`${describeFailure(context, error)}\n`, () => process.exit(3));
});

void import("./cli/main.ts").then(async ({ main }) => {
  process.exitCode = await main(context);
  done = true;
});
