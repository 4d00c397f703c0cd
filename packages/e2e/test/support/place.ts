import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { listCommandLines } from "../../../stackctl/src/process/command-lines.ts";
import { type Stack, startStack } from "../../src/index.ts";
import type { StackOptions } from "../../src/options.ts";

/** A new empty folder that is removed after the test. */
export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "e2e-")));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

/** The environment of this process with a state home of its own, and nothing that speaks of a stack. */
export function environment(home: string, more: Record<string, string> = {}): NodeJS.ProcessEnv {
  const plain = Object.entries(process.env).filter(
    ([name]) => !/^(?:E2E_|SPHERE_|GITHUB_ACTIONS)/.test(name),
  );
  const folder = { STACKCTL_HOME: home, E2E_FAILURE_DIR: join(home, "failures") };
  return { ...Object.fromEntries(plain), ...folder, ...more };
}

/** A stack in this home that is stopped after the test. */
export async function stackForTest(home: string, options: StackOptions = {}): Promise<Stack> {
  const stack = await startStack({ env: environment(home), ...options });
  onTestFinished(() => stack.stop());
  return stack;
}

/** Command lines of processes that name this folder. */
export function processesIn(folder: string): string[] {
  return listCommandLines()
    .filter(({ argv }) => argv.some((argument) => argument.includes(folder)))
    .map(({ pid, argv }) => `${pid} ${argv.join(" ")}`);
}

/** Repeats a question until it has a truthy answer. @throws Error that says what was waited for */
export async function eventually<T>(what: string, ask: () => T | Promise<T>, timeoutMs = 60_000) {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (performance.now() > deadline) throw new Error(`${what} did not happen within ${timeoutMs} ms.`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Matches an error with this code. */
export const withCode = (code: string) => ({ parts: expect.objectContaining({ code }) });
