import { mkdirSync } from "node:fs";
import { resolve } from "node:path";
import { identifyProcess, stateHome } from "@unicity-sphere/stackctl/harness";
import { endLine } from "./end-commands.ts";
import { requireVariables, type Variables } from "./environment.ts";
import { E2eError } from "./errors.ts";
import { freshName, keptName } from "./instance-name.ts";
import { type Keeper, type KeptEvent, startKeeper } from "./keeper/client.ts";
import type { End, Order, UpDocument } from "./keeper/order.ts";
import { removeLeftovers } from "./leftovers.ts";
import { findNode } from "./node.ts";
import { checkOptions, type StackOptions } from "./options.ts";
import { stackctlProgram } from "./program.ts";
import { SERVICES } from "./services.ts";
import { type Account, type RunningStack, runningStack } from "./stack.ts";
import { runJson, type Stackctl, stackctlEnvironment } from "./stackctl.ts";
import { upArguments, wiringOf } from "./up-arguments.ts";

/** A stack that this process has started. */
export interface Stack extends RunningStack {
  /** From the call to the last passed check, ms. */
  readonly ms: number;
  /** What was said while it came up: the checks that were made, and their verdicts. */
  readonly history: readonly KeptEvent[];
  /** Ends it; with `keepState` its state stays. @param how default as its options say @throws E2eError `STACK_LEFT` */
  stop(how?: End): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** What is told of a start that failed, before all of it is removed. */
export interface FailedStart {
  stackctl: Stackctl;
  history: readonly KeptEvent[];
  error: unknown;
}

/** Node.js 18.18 and 20.4 brought the symbol; `await using` compiles to the same one. */
const ASYNC_DISPOSE: typeof Symbol.asyncDispose =
  Symbol.asyncDispose ?? (Symbol.for("Symbol.asyncDispose") as typeof Symbol.asyncDispose);

/**
 * Starts a stack of its own and waits until every check has passed. It ends with `stop()`, at the end of an
 * `await using` block, or with this process, also when that is killed.
 *
 * @param onFailure is given what there is while it is still there
 * @throws E2eError with the parts of what failed; nothing is left then
 */
export async function startStack(
  options: StackOptions = {},
  onFailure?: (failed: FailedStart) => Promise<void>,
): Promise<Stack> {
  const start = performance.now();
  checkOptions(options);
  const { env = process.env, keepState = false } = options;
  const home = stateHome(env);
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const place = {
    node: findNode(),
    cli: stackctlProgram(),
    env: { ...stackctlEnvironment(env, wiringOf(options)), STACKCTL_HOME: home },
  };
  await removeLeftovers(place, home);
  const instance = instanceOf(options);
  const stackctl: Stackctl = { ...place, instance };
  const end = keepState === false ? "wipe" : "down";
  const { services = SERVICES } = options;
  const run = identifyProcess(process.pid);
  const order: Order = {
    ...{ instance, home, services, end, cli: place.cli, up: upArguments(options) },
    ...(run && { run }),
  };
  const keeper = startKeeper(order, stackctl);
  try {
    const document = await keeper.up;
    const running = runningStack({ ...(await partsOf(document, stackctl, options)), stackctl });
    if (options.rounds === "manual") await running.setRounds("manual");
    return ownStack(running, keeper, end, Math.round(performance.now() - start));
  } catch (error) {
    if (keeper.claimed) await onFailure?.({ stackctl, history: keeper.history, error }).catch(() => {});
    await keeper.end(end);
    throw error;
  }
}

function instanceOf({ keepState = false, project = process.cwd() }: StackOptions): string {
  if (keepState === false) return freshName();
  if (keepState === true) return keptName(resolve(project));
  if (/^[a-z0-9][a-z0-9-]{0,17}$/.test(keepState)) return `e2e-${keepState}-state`;
  throw new E2eError({
    code: "OPTION_INVALID",
    what: `"${keepState}" cannot be the name of a kept state.`,
    next: "Use 1 to 18 lower-case letters, digits and hyphens, starting with a letter or digit.",
  });
}

async function partsOf({ backend, root, variables }: UpDocument, stackctl: Stackctl, options: StackOptions) {
  const accounts = options.accounts ? await readAccounts(stackctl) : [];
  requireVariables(options.services ?? SERVICES, variables, root);
  return { backend, folder: root, variables: { ...variables, ...outsideVariables(options) }, accounts };
}

async function readAccounts(stackctl: Stackctl): Promise<Account[]> {
  return (await runJson<{ accounts: Account[] }>(stackctl, "accounts")).accounts;
}

/** Wallets use the aggregator that the faucet mints on. */
function outsideVariables({ services, aggregator }: StackOptions): Variables {
  if (!aggregator || !services || services.includes("aggregator")) return {};
  const { url, trustBasePath, trustBaseUrl } = aggregator;
  return {
    SPHERE_AGGREGATOR_URL: url,
    SPHERE_TRUST_BASE_PATH: trustBasePath,
    ...(trustBaseUrl !== undefined && { SPHERE_TRUSTBASE_URL: trustBaseUrl }),
  };
}

function ownStack(running: RunningStack, keeper: Keeper, end: End, ms: number): Stack {
  let stopped: Promise<void> | undefined;
  const stop = (how: End = end) => {
    stopped ??= endOf(keeper, running, how);
    return stopped;
  };
  const own = { ms, history: keeper.history, stop, [ASYNC_DISPOSE]: () => stop() };
  return Object.defineProperties(
    {},
    {
      ...Object.getOwnPropertyDescriptors(running),
      ...Object.getOwnPropertyDescriptors(own),
    },
  ) as Stack;
}

async function endOf(keeper: Keeper, { instance, stackctl }: RunningStack, how: End): Promise<void> {
  const problems = await keeper.end(how);
  if (problems.length === 0) return;
  throw new E2eError({
    code: "STACK_LEFT",
    what: "A part of the stack could not be removed.",
    evidence: problems.join("\n"),
    next: `The next run tries again; or \`${endLine(instance, stackctl.env)}\`.`,
  });
}
