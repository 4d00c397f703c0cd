import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { messageOf } from "../errors.ts";
import type { KeptEvent } from "../keeper/client.ts";
import { runJson, type Stackctl } from "../stackctl.ts";
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
}

/**
 * Writes what helps to understand a failed run into a new folder, while the stack is still there: what failed, the
 * history of checks, the variables, and stackctl's support bundle (rendered files, logs, checks made now). Secrets are
 * taken out.
 *
 * @param parent folder for all reports; default `E2E_FAILURE_DIR`, else `e2e-failure` in the current folder
 * @returns the new folder
 */
export async function writeReport(failure: Failure, parent?: string): Promise<string> {
  const { what, stackctl, history, env } = failure;
  const { redact } = redactorOf(env);
  const folder = join(resolve(parent ?? (env.E2E_FAILURE_DIR || "e2e-failure")), nameOf(stackctl.instance));
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const write = (name: string, text: string) =>
    writeFileSync(join(folder, name), redact(text), { mode: 0o600 });
  write("failure.txt", `${what}\n`);
  write("checks.ndjson", history.map((event) => `${JSON.stringify(event)}\n`).join(""));
  write("environment.txt", describeVariables(env));
  await runJson(stackctl, "support-bundle", join(folder, "stack")).catch((error: unknown) => {
    write("stack-missing.txt", `${messageOf(error)}\n`);
  });
  return folder;
}

/** Each report has a folder of its own, also when one run fails twice. */
const nameOf = (instance: string) => `${instance}-${new Date().toISOString().replace(/[-:]|\.\d+/g, "")}`;
