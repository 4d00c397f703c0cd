import { stateHome } from "@unicity-sphere/stackctl/harness";
import { setVariables } from "./environment.ts";
import { messageOf } from "./errors.ts";
import { annotation } from "./failure/annotate.ts";
import { redactorOf } from "./failure/redact.ts";
import { type Failure, writeReport } from "./failure/report.ts";
import { describeElsewhere } from "./leftovers.ts";
import { type Mode, readMode } from "./mode.ts";
import type { StackOptions } from "./options.ts";
import { findOutside } from "./outside.ts";
import { findParent } from "./reuse.ts";
import { type Stack, startStack } from "./start-stack.ts";

/** How the tests of a run went. */
export interface Outcome {
  failed: boolean;
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

async function optionsOf(mode: Mode, { env, project, print }: RunHost): Promise<StackOptions> {
  const { services, backend, sdk, ports, images, keepState } = mode;
  const mints = services.includes("faucet") && !services.includes("aggregator");
  return {
    ...{ services, backend, images, keepState, env, project },
    ...(sdk !== undefined && { sdk }),
    ...(ports !== undefined && { ports }),
    ...(mints && { aggregator: await findOutside(mode, env, print) }),
  };
}

async function endRun(
  host: RunHost,
  { keepFailed }: Mode,
  stack: Stack,
  restore: () => void,
  { failed }: Outcome,
): Promise<void> {
  try {
    if (failed) await reportTests(host, stack);
    if (failed && keepFailed) return await keep(host, stack);
    await stack.stop();
  } finally {
    restore();
  }
}

async function reportTests(host: RunHost, stack: Stack): Promise<void> {
  const { stackctl, history } = stack;
  await report(host, {
    what: `Tests failed on the stack "${stack.instance}".`,
    stackctl,
    history,
    env: host.env,
  });
}

/** What cannot be reported must not hide what has failed. */
async function report({ env, print }: RunHost, failure: Failure): Promise<void> {
  try {
    const folder = await writeReport(failure);
    print(`Failure report: ${folder}`);
    const line = annotation(env, redactorOf(env).redact(`${failure.what}\nFailure report: ${folder}`));
    if (line !== undefined) print(line);
  } catch (error) {
    print(`The failure report could not be written: ${messageOf(error)}`);
  }
}

async function keep({ print }: RunHost, stack: Stack): Promise<void> {
  await stack.stop("leave");
  const { instance } = stack;
  print(`The stack goes on running (E2E_KEEP_FAILED). Look: npx stackctl status --instance ${instance}`);
  print(`End it: npx stackctl down --instance ${instance} && npx stackctl wipe --yes --instance ${instance}`);
}

function describe({ instance, backend, env, ms }: Stack): string {
  const addresses = [env.SPHERE_NOSTR_RELAYS, env.SPHERE_AGGREGATOR_URL, env.E2E_LOCAL_FAUCET_URL];
  return `Stack "${instance}" (${backend}) is up after ${ms} ms: ${addresses.filter(Boolean).join(" ")}`;
}
