/** Where a command reads from and writes to; tests give their own. */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  /** stdout and stderr are seen by a person: progress may be redrawn. */
  interactive: boolean;
  color: boolean;
  env: NodeJS.ProcessEnv;
  cwd: string;
  /** Asks a yes/no question; undefined when nobody can answer. */
  ask?(question: string, signal: AbortSignal): Promise<boolean>;
}

/** The terminal of this process. Colour follows https://no-color.org, then FORCE_COLOR, then whether stdout is a TTY. */
export function processTerminal(): Terminal {
  const { env, stdin, stdout, stderr } = process;
  const interactive = Boolean(stdout.isTTY && stderr.isTTY && env.TERM !== "dumb" && !env.CI);
  const color = env.NO_COLOR ? false : env.FORCE_COLOR ? env.FORCE_COLOR !== "0" : Boolean(stdout.isTTY);
  return {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    interactive,
    color: color && env.TERM !== "dumb",
    env,
    cwd: process.cwd(),
    ...(stdin.isTTY && { ask: askOnTerminal }),
  };
}

async function askOnTerminal(question: string, signal: AbortSignal): Promise<boolean> {
  const { createInterface } = await import("node:readline/promises");
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  prompt.on("SIGINT", () => process.kill(process.pid, "SIGINT"));
  try {
    return /^y(es)?$/i.test((await prompt.question(`${question} [y/N] `, { signal })).trim());
  } finally {
    prompt.close();
  }
}
