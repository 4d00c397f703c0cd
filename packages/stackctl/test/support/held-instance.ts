import { readdirSync } from "node:fs";
import { execa } from "execa";
import { onTestFinished } from "vitest";
import { instancePaths } from "../../src/instance/folders.ts";
import { acquireLock } from "../../src/instance/lock.ts";
import { eventually } from "./eventually.ts";
import { CLI } from "./run-cli.ts";

/**
 * Runs a command that has made its plan and waits for another one to finish; does something in between, and lets it go on.
 *
 * @returns its exit code and its JSON document
 */
export async function runWhileBusy(
  home: string,
  instance: string,
  args: readonly string[],
  between: () => Promise<void> | void,
) {
  const paths = instancePaths(home, instance);
  const lock = await acquireLock(paths, { verb: "test" });
  onTestFinished(() => lock.release());
  const all = [CLI, ...args, "--instance", instance, "--json"];
  const child = execa(process.execPath, all, {
    env: { STACKCTL_HOME: home },
    reject: false,
    stdin: "ignore",
  });
  const own = `operation.lock.${child.pid}`;
  await eventually("it waits", () => readdirSync(paths.root).includes(own));
  await between();
  lock.release();
  const { exitCode, stdout } = await child;
  return { exitCode, document: JSON.parse(stdout) };
}
