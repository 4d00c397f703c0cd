// Runs the bundled command under a Node.js that can: the current one, else the one pinned by this repository.
// Plain JavaScript for Node.js 18: it is the first thing that a user's own Node.js executes.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const [major, minor] = process.versions.node.split(".").map(Number);
const capable = major > 22 || (major === 22 && minor >= 13);

function pinnedNode() {
  try {
    return createRequire(import.meta.url).resolve("node/bin/node");
  } catch {
    return undefined;
  }
}

/** Runs `entry` (URL of a bundle) with this process's arguments, streams, signals and exit code. */
export function launch(entry) {
  const file = fileURLToPath(entry);
  if (!existsSync(file))
    return fail(
      `${file} is not built.`,
      "Run `npx pnpm install && npx pnpm build` in the repository, or `npm start`, which brings the stack up too.",
    );
  if (capable) return createRequire(import.meta.url)(file);
  const node = pinnedNode();
  if (!node)
    return fail(`Node.js ${process.version} is too old (22.13 or newer is needed).`, "Install Node.js 24.");
  const child = spawn(node, [file, ...process.argv.slice(2)], { stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => {
    if (!signal) process.exit(code ?? 3);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

function fail(what, next) {
  console.error(`${what}\n${next}`);
  process.exit(3);
}
