import { execa } from "execa";

/** How a command ended. `exitCode` is undefined when it could not start or ran into its time limit. */
export interface CommandResult {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  /** Standard error, or why the command could not run. */
  readonly stderr: string;
}

export interface RunCommandOptions {
  /** Time limit in milliseconds. */
  readonly timeout: number;
  /** Called with every line of both outputs. */
  readonly onLine?: ((line: string) => void) | undefined;
  /** Ends the command with TERM, and with KILL when that takes too long. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds from TERM to KILL; default 5000. */
  readonly killAfter?: number | undefined;
  /** Keep Ctrl-C of the terminal from it: only the signal ends it. */
  readonly ownGroup?: boolean | undefined;
  /** Folder that it runs in; default that of this process. */
  readonly cwd?: string | undefined;
  /** Variables beside those of this process; undefined removes one. */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
}

/** Runs a command to its end; never rejects because of how it ended. Tests inject their own. */
export type RunCommand = (
  command: readonly [string, ...string[]],
  options: RunCommandOptions,
) => Promise<CommandResult>;

/** The runner that starts real processes, without standard input. */
export const runCommand: RunCommand = async ([file, ...args], options) => {
  const { timeout, onLine, signal, killAfter = 5000, ownGroup = false, environment, cwd } = options;
  const child = execa(file, args, {
    timeout,
    reject: false,
    stdin: "ignore",
    all: onLine !== undefined,
    forceKillAfterDelay: killAfter,
    detached: ownGroup,
    ...(signal && { cancelSignal: signal }),
    ...(environment && { env: environment }),
    ...(cwd !== undefined && { cwd }),
  });
  if (onLine && child.all) {
    for await (const line of child.iterable({ from: "all" })) onLine(line);
  }
  const { exitCode, stdout, stderr, shortMessage } = await child;
  return {
    exitCode,
    stdout: stdout ?? "",
    stderr: exitCode === undefined ? `${shortMessage}\n${stderr ?? ""}` : (stderr ?? ""),
  };
};
