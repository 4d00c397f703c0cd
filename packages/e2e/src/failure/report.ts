import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { E2eError, messageOf } from "../errors.ts";
import type { KeptEvent } from "../keeper/client.ts";
import { runJson, runJsonWithin, type Stackctl } from "../stackctl.ts";
import { redactorOf } from "./redact.ts";
import { describeVariables } from "./variables.ts";

/** What a report is about. */
export interface Failure {
  /** What failed, a few lines. */
  what: string;
  stackctl: Stackctl;
  /** What was said while the stack came up. */
  history: readonly KeptEvent[];
  /** Variables that tests had. */
  env: NodeJS.ProcessEnv;
  /** When the runner ends this process, ms as of `performance.now()`; undefined where it waits. */
  deadline?: number | undefined;
}

/** Time that is left for ending the stack, ms. */
const RESERVE_MS = 3_000;
/** What stackctl gathers in less time is not worth beginning, ms. */
const SHORTEST_MS = 500;

/** A report whose own files are written. */
export interface Report {
  /** The new folder. */
  folder: string;
  /** Adds stackctl's support bundle, as far as there is time: rendered files, logs, checks made now. */
  addBundle(): Promise<void>;
}

/**
 * Writes what helps to understand a failed run into a new folder: what failed, the history of checks, the variables.
 * Secrets are taken out.
 *
 * @param parent folder for all reports; default `E2E_FAILURE_DIR`, else `e2e-failure` in the current folder
 */
export function writeReport(failure: Failure, parent?: string): Report {
  const { what, stackctl, history, env, deadline } = failure;
  const redact = redactorOf(env);
  const folder = join(resolve(parent ?? (env.E2E_FAILURE_DIR || "e2e-failure")), nameOf(stackctl.instance));
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const write = (name: string, text: string) =>
    writeFileSync(join(folder, name), redact(text), { mode: 0o600 });
  write("failure.txt", `${what}\n`);
  write("checks.ndjson", history.map((event) => `${JSON.stringify(event)}\n`).join(""));
  write("environment.txt", describeVariables(env));
  return {
    folder,
    addBundle: () =>
      bundle(stackctl, join(folder, "stack"), deadline).catch((error: unknown) =>
        write("stack-missing.txt", `${messageOf(error)}\n`),
      ),
  };
}

async function bundle(stackctl: Stackctl, folder: string, deadline: number | undefined): Promise<void> {
  if (deadline === undefined) return void (await runJson(stackctl, "support-bundle", folder));
  const left = Math.round(deadline - RESERVE_MS - performance.now());
  if (left >= SHORTEST_MS) await runJsonWithin(left, stackctl, "support-bundle", folder);
  else throw noTime();
}

function noTime(): E2eError {
  return new E2eError({
    code: "NO_TIME_LEFT",
    what: "The runner ends before the state of the stack could be gathered.",
    next: "Raise vitest's `teardownTimeout`, e.g. to 60000.",
  });
}

/** Each report has a folder of its own, also when one run fails twice. */
const nameOf = (instance: string) => `${instance}-${new Date().toISOString().replace(/[-:]|\.\d+/g, "")}`;
