import { stateHome } from "@unicity-sphere/stackctl/harness";
import { endLine, stackctlLine } from "./end-commands.ts";
import { setVariables } from "./environment.ts";
import { messageOf } from "./errors.ts";
import { annotation } from "./failure/annotate.ts";
import { redactorOf } from "./failure/redact.ts";
import { type Failure, writeReport } from "./failure/report.ts";
import { describeElsewhere } from "./leftovers.ts";
import { type Mode, readMode } from "./mode.ts";
import type { StackOptions } from "./options.ts";
import { findOutside, namesAggregator } from "./outside.ts";
import { findParent } from "./reuse.ts";
import { type Stack, startStack } from "./start-stack.ts";

/** How the tests of a run went. */
export interface Outcome {
  /** `unknown` where the runner does not say. */
  failed: boolean | "unknown";
  /** Time that the runner gives for the end, ms; absent where it waits. */
  withinMs?: number;
}

/** A test run with a stack. */
export interface Run {
  /** Null where a parent's stack is used. */
  stack: Stack | null;
  end(outcome: Outcome): Promise<void>;
}

/** What a run is given; tests give their own. */
export interface RunHost {
  env: NodeJS.ProcessEnv;
  /** Folder of the project. */
  project: string;
  print(line: string): void;
}

/**
 * Gives a test run the stack that its environment asks for, and sets the variables by which tests find it.
 *
 * @returns undefined when it asks for none
 * @throws E2eError from the first thing that was wrong; nothing is left then
 */
export async function beginRun(host: RunHost): Promise<Run | undefined> {
  const { env, print } = host;
  const mode = readMode(env);
  if (!mode) return undefined;
  for (const note of mode.notes) print(note);
  const parent = await findParent(mode.services, env);
  if (parent) {
    if (mints(mode) && namesAggregator(env)) await findOutside(mode, env, print);
    print("The stack of the parent is used; it stays when this run ends.");
    return { stack: null, end: async () => {} };
  }
  for (const line of describeElsewhere(stateHome(env))) print(line);
  const stack = await startStack(await optionsOf(mode, host), ({ error, ...failed }) =>
    report(host, { ...failed, what: messageOf(error), env }),
  );
  const restore = setVariables(env, stack.env);
  print(describe(stack));
  return { stack, end: (outcome) => endRun(host, mode, stack, restore, outcome) };
}

/** Whether there is a faucet that mints on an aggregator of others. */
const mints = ({ services }: Mode) => services.includes("faucet") && !services.includes("aggregator");

async function optionsOf(mode: Mode, { env, project, print }: RunHost): Promise<StackOptions> {
  const { services, backend, sdk, ports, images, keepState } = mode;
  return {
    ...{ services, backend, images, keepState, env, project },
    ...(sdk !== undefined && { sdk }),
    ...(ports !== undefined && { ports }),
    ...(mints(mode) && { aggregator: await findOutside(mode, env, print) }),
  };
}

/** The keeper is told first what becomes of the stack: whatever the runner cuts short then, that holds. */
async function endRun(
  host: RunHost,
  { keepFailed }: Mode,
  stack: Stack,
  restore: () => void,
  { failed, withinMs }: Outcome,
): Promise<void> {
  const deadline = withinMs === undefined ? undefined : performance.now() + withinMs;
  try {
    if (failed && keepFailed) await keep(host, stack, failed);
    if (failed === true) await reportTests(host, stack, deadline);
    if (!failed || !keepFailed) await stack.stop();
  } finally {
    restore();
  }
}

async function reportTests(host: RunHost, stack: Stack, deadline: number | undefined): Promise<void> {
  const { instance, stackctl, history } = stack;
  const what = `Tests failed on the stack "${instance}".`;
  await report(host, { ...{ what, stackctl, history, deadline }, env: host.env });
}

/** What cannot be reported must not hide what has failed. */
async function report({ env, print }: RunHost, failure: Failure): Promise<void> {
  try {
    const { folder, addBundle } = writeReport(failure);
    print(`Failure report: ${folder}`);
    const line = annotation(env, redactorOf(env)(`${failure.what}\nFailure report: ${folder}`));
    if (line !== undefined) print(line);
    await addBundle();
  } catch (error) {
    print(`The failure report could not be written: ${messageOf(error)}`);
  }
}

async function keep({ env, print }: RunHost, stack: Stack, failed: true | "unknown"): Promise<void> {
  await stack.stop("leave");
  const look = stackctlLine("status", stack.instance, env);
  if (failed === "unknown") print("This runner does not say whether tests failed.");
  print(`The stack goes on running (E2E_KEEP_FAILED). Look: ${look}`);
  print(`End it: ${endLine(stack.instance, env)}`);
}

function describe({ instance, backend, env, ms }: Stack): string {
  const addresses = [env.SPHERE_NOSTR_RELAYS, env.SPHERE_AGGREGATOR_URL, env.E2E_LOCAL_FAUCET_URL];
  return `Stack "${instance}" (${backend}) is up after ${ms} ms: ${addresses.filter(Boolean).join(" ")}`;
}
