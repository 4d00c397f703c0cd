import { execFile } from "node:child_process";
import { E2eError, type ErrorParts } from "./errors.ts";

/** How to run stackctl's command. */
export interface Stackctl {
  /** Node.js that runs it. */
  node: string;
  /** Its bundle. */
  cli: string;
  /** Its environment; `STACKCTL_HOME` is where it finds the instance. */
  env: NodeJS.ProcessEnv;
  instance: string;
}

/** Longest time of a command, ms: `up` of containers may have to wait for much. */
const TIMEOUT = 600_000;
const MAX_OUTPUT = 64 * 1024 * 1024;

/** Variables of a test runner that other programs must not inherit. */
const OF_THE_RUNNER = ["NODE_OPTIONS", "NODE_V8_COVERAGE", "FORCE_COLOR"];
/** Variables by which an instance finds services elsewhere: only those that are meant. */
const WIRING = ["RELAY_URL", "AGGREGATOR_URL", "TRUST_BASE_URL"];

/** The environment of stackctl: that of the runner without what would change its meaning. */
export function stackctlEnvironment(
  env: NodeJS.ProcessEnv,
  wiring: Readonly<Record<string, string>> = {},
): NodeJS.ProcessEnv {
  const left = Object.entries(env).filter(([name]) => ![...OF_THE_RUNNER, ...WIRING].includes(name));
  return { ...Object.fromEntries(left), ...wiring, NO_COLOR: "1" };
}

/** Runs a verb with `--json`. @returns its document @throws E2eError with the parts of stackctl's own error */
export function runJson<T>(stackctl: Stackctl, verb: string, ...args: string[]): Promise<T> {
  return runJsonWithin(TIMEOUT, stackctl, verb, ...args);
}

/** The same in a given time. @param timeoutMs then the command is ended, and what it wrote is in the error */
export async function runJsonWithin<T>(
  timeoutMs: number,
  stackctl: Stackctl,
  verb: string,
  ...args: string[]
): Promise<T> {
  const line = [verb, ...args, "--instance", stackctl.instance, "--json"];
  return JSON.parse(await run(stackctl, line, timeoutMs)) as T;
}

/** Runs a verb for its text. @throws E2eError */
export function runText(stackctl: Stackctl, verb: string, ...args: string[]): Promise<string> {
  return run(stackctl, [verb, ...args, "--instance", stackctl.instance]);
}

function run({ node, cli, env }: Stackctl, args: string[], timeout = TIMEOUT): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { env, timeout, maxBuffer: MAX_OUTPUT };
    const child = execFile(node, [cli, ...args], options, (error, stdout, stderr) => {
      // `status` tells by its exit code, too, and its document is what was asked for.
      const document = partsIn(stdout);
      if (!error || (document === undefined && stdout.trimStart().startsWith("{"))) resolve(stdout);
      else reject(new E2eError(document ?? failed(args, stderr || error.message), { cause: error }));
    });
    child.stdin?.end();
  });
}

/** The error document that a command prints; undefined when it is none. */
export function partsIn(text: string): ErrorParts | undefined {
  try {
    const { schema, error } = JSON.parse(text) as { schema?: string; error?: ErrorParts };
    return schema?.startsWith("unicity-stack/error@") ? error : undefined;
  } catch {
    return undefined;
  }
}

function failed(args: string[], evidence: string): ErrorParts {
  return {
    code: "STACKCTL_FAILED",
    what: `stackctl ${args[0]} failed.`,
    where: `stackctl ${args.join(" ")}`,
    evidence: evidence.trim().slice(-2_000),
    next: "Run the same command in a terminal.",
  };
}
