import { enableCompileCache } from "node:module";
import { basename, join } from "node:path";

if (basename(import.meta.dirname) === "dist") {
  enableCompileCache(join(import.meta.dirname, ".compile-cache"));
}

/** Loads the rest only now, so that the compile cache covers it. */
async function start(): Promise<void> {
  const [{ main }, { processTerminal }] = await Promise.all([
    import("./cli/main.ts"),
    import("./output/terminal.ts"),
  ]);
  process.stdout.on("error", () => process.exit(process.exitCode ?? 3));
  const outcome = await main(process.argv.slice(2), processTerminal());
  if (typeof outcome === "number") process.exit(outcome);
  process.kill(process.pid, outcome);
}

void start();
