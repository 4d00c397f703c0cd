import { type ChildProcess, spawn } from "node:child_process";
import type { Socket } from "node:net";
import { createInterface } from "node:readline";
import { E2eError } from "../errors.ts";
import { keeperProgram } from "../program.ts";
import type { Stackctl } from "../stackctl.ts";
import { dropClaim } from "./claim.ts";
import { endInstance } from "./end-instance.ts";
import type { End, KeeperEvent, Order, UpDocument } from "./order.ts";

/** An event and when it came, ISO 8601. */
export type KeptEvent = KeeperEvent & { at: string };

/** The side of the run: what it knows of its keeper. */
export interface Keeper {
  /** Resolves when every check has passed. @throws E2eError with what `up` has said */
  readonly up: Promise<UpDocument>;
  /** Whether the instance is this run's. */
  readonly claimed: boolean;
  /** All that was said so far. */
  readonly history: readonly KeptEvent[];
  /** Ends the instance. @returns what could not be done, a line each */
  end(how: End): Promise<string[]>;
}

/**
 * Starts a keeper, and through it an instance.
 *
 * @param stackctl how a run ends the instance itself when its keeper was killed
 */
export function startKeeper(order: Order, stackctl: Stackctl): Keeper {
  const args = ["--disable-warning=ExperimentalWarning", keeperProgram(), JSON.stringify(order)];
  const child = spawn(stackctl.node, args, {
    detached: true,
    stdio: ["pipe", "pipe", "pipe"],
    // The folder of the tests may go before the stack does.
    cwd: order.home,
    env: stackctl.env,
  });
  const history: KeptEvent[] = [];
  const gone = new Promise<void>((resolve) => {
    child.on("close", () => resolve());
    child.on("error", () => resolve());
  });
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr = (stderr + text).slice(-2_000);
  });
  child.stdin.on("error", () => {});
  const up = new Promise<UpDocument>((resolve, reject) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      const event = parse(line);
      if (!event) return;
      history.push({ ...event, at: new Date().toISOString() });
      if (event.event === "result") resolve(event);
      if (event.event === "error") reject(new E2eError(event.error));
      if (event.event === "up-ended") reject(upEnded(event));
    });
    void gone.then(() => reject(keeperGone(stderr)));
  });
  // Whoever starts a stack and comes to its end without stopping it is not held up: the pipe then closes.
  const release = () => hold(child, false);
  up.then(release, () => {});
  const said = (name: KeeperEvent["event"]) => history.findLast(({ event }) => event === name);
  return {
    up,
    history,
    get claimed() {
      return said("claimed") !== undefined;
    },
    async end(how) {
      hold(child, true);
      child.stdin.end(`${JSON.stringify({ end: how })}\n`);
      await gone;
      const ended = said("ended");
      if (ended?.event === "ended") return ended.problems;
      // Without its claim the instance is that of somebody else.
      if (!said("claimed")) return [];
      const problems = await endInstance(stackctl, order.home, how);
      if (problems.length === 0) dropClaim(order.home, order.instance, child.pid);
      return problems;
    },
  };
}

/** Lets the event loop wait for a child and its pipes, or not. */
function hold(child: ChildProcess, wait: boolean): void {
  const parts = [child, ...[child.stdin, child.stdout, child.stderr].map((pipe) => pipe as Socket | null)];
  for (const part of parts) {
    if (wait) part?.ref();
    else part?.unref();
  }
}

function parse(line: string): KeeperEvent | undefined {
  try {
    return JSON.parse(line) as KeeperEvent;
  } catch {
    return undefined;
  }
}

function upEnded({ exitCode, stderr }: { exitCode: number | null; stderr: string }): E2eError {
  return new E2eError({
    code: "STACKCTL_FAILED",
    what: "stackctl up ended without saying why.",
    evidence: `exit code ${exitCode}\n${stderr.trim()}`,
    next: "Run it in a terminal: `npx @unicity-sphere/stackctl up --instance e2e-trial`.",
  });
}

function keeperGone(stderr: string): E2eError {
  return new E2eError({
    code: "KEEPER_GONE",
    what: "The process that watches over the stack ended before the stack was up.",
    evidence: stderr.trim() || "(it wrote nothing)",
    cause: "It was killed, or its Node.js does not run.",
    next: "Run the tests again.",
  });
}
