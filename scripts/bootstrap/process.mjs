import { spawn, spawnSync } from "node:child_process";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the repository. */
export const root = fileURLToPath(new URL("../..", import.meta.url));

/** The environment of every tool: the repository's own binaries first, nothing phones home. */
export const toolEnvironment = {
  ...process.env,
  PATH: `${join(root, "node_modules", ".bin")}${delimiter}${process.env.PATH}`,
  DO_NOT_TRACK: "1",
  TURBO_TELEMETRY_DISABLED: "1",
  TURBO_NO_UPDATE_NOTIFIER: "1",
};

/** Runs a tool to its end and returns {ok, output}; Ctrl-C ends this process as well. */
export function runQuietly(command, args) {
  const result = spawnSync(command, args, {
    cwd: root,
    env: toolEnvironment,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  if (result.signal === "SIGINT") throw Object.assign(new Error("interrupted"), { interrupted: true });
  const output = `${result.stdout ?? ""}${result.stderr ?? ""}${result.error ? String(result.error) : ""}`;
  return { ok: result.status === 0, output };
}

/**
 * Runs a tool on this terminal and resolves with its exit code. Signals go to the tool, which decides when to end,
 * so that a service is stopped in order and not abandoned.
 */
export function runAttached(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, env: toolEnvironment, stdio: "inherit", ...options });
    const forward = (signal) => child.kill(signal);
    // The terminal already sends SIGINT to the whole process group: forwarding it would send it twice.
    const ignore = () => {};
    process.on("SIGTERM", forward);
    process.on("SIGHUP", forward);
    process.on("SIGINT", ignore);
    child.on("error", reject);
    child.on("exit", (code, signal) => {
      process.off("SIGTERM", forward);
      process.off("SIGHUP", forward);
      process.off("SIGINT", ignore);
      resolve(signal === "SIGINT" ? 130 : (code ?? 3));
    });
  });
}
