import { resolve } from "node:path";
import { execa } from "execa";

const main = resolve(import.meta.dirname, "../../../../src/doubles/mongo/main.ts");
const options = { timeout: 100_000, stdin: "ignore", reject: false, extendEnv: false } as const;

/** Starts one of the image's programs from its source; `[program, ...arguments]`. */
export function startProgram(args: readonly string[], env: Record<string, string> = {}) {
  const node = ["--disable-warning=ExperimentalWarning", main, ...args];
  return execa(process.execPath, node, { ...options, env: { PATH: process.env.PATH, ...env } });
}

/** Runs one to its end. */
export async function runProgram(args: readonly string[], env: Record<string, string> = {}) {
  const { exitCode, stdout, stderr } = await startProgram(args, env);
  const whole = (text: unknown) => (text ? `${String(text)}\n` : "");
  return { code: exitCode, stdout: whole(stdout), stderr: whole(stderr) };
}
