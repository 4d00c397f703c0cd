import { fileURLToPath } from "node:url";
import { execa } from "execa";

/** The bundled command; `pnpm build` makes it. */
export const CLI = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));

export interface CliResult {
  exitCode: number | undefined;
  signal: string | undefined;
  stdout: string;
  stderr: string;
}

/** Runs `stackctl` with a state home of its own and no colour or terminal. @param timeout ends one that hangs, ms */
export async function runCli(
  home: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  timeout = 110_000,
): Promise<CliResult> {
  const result = await execa(process.execPath, [CLI, ...args], {
    env: { STACKCTL_HOME: home, CI: "", FORCE_COLOR: "", NO_COLOR: "", ...env },
    reject: false,
    stdin: "ignore",
    timeout,
  });
  const { exitCode, signal, stdout, stderr } = result;
  return { exitCode, signal, stdout, stderr };
}

/** The JSON document that a verb prints with `--json`. */
export async function runJson(
  home: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  timeout?: number,
) {
  const result = await runCli(home, [...args, "--json"], env, timeout);
  return { ...result, document: JSON.parse(result.stdout) };
}
