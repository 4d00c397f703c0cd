import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { type ScriptPart, script } from "../../src/script.ts";

/** Folder with the stand-in `ubft`. */
export const standIns = fileURLToPath(new URL("bin", import.meta.url));

export interface ScriptResult {
  /** Exit code, or null when a signal ended the shell. */
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface ScriptOptions {
  shell?: string[];
  parts?: readonly ScriptPart[];
  args?: string[];
  env: Record<string, string>;
  /** Folders before the PATH. */
  path?: string[];
  cwd?: string;
}

/** Runs a script of this package as its container does: the text as an argument of `sh -c`. */
export function runScript(name: string, options: ScriptOptions): Promise<ScriptResult> {
  const { shell = ["sh"], parts = [], args = [], env, path = [], cwd } = options;
  const [command = "sh", ...shellArgs] = shell;
  const child = spawn(command, [...shellArgs, "-c", script(`${name}.sh`, parts), name, ...args], {
    env: { PATH: [...path, process.env.PATH].join(":"), ...env },
    stdio: ["ignore", "pipe", "pipe"],
    ...(cwd === undefined ? {} : { cwd }),
  });
  const result: ScriptResult = { code: null, stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text) => (result.stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text) => (result.stderr += text));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ ...result, code }));
  });
}
