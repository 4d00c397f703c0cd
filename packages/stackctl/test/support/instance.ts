import { onTestFinished } from "vitest";
import { readEmbeddedState } from "../../src/backend/embedded/state.ts";
import { instancePaths } from "../../src/instance/folders.ts";
import type { EmbeddedState } from "../../src/instance/state.ts";
import { runCli, runJson } from "./run-cli.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** A state home whose instances are taken down after the test. */
export function stateHomeForTest(instances: readonly string[] = ["default"]): string {
  const home = temporaryFolder();
  onTestFinished(async () => {
    for (const instance of instances) await runCli(home, ["down", "--instance", instance]);
  });
  return home;
}

/** Brings an instance up on free ports. @throws Error with the output when that fails */
export async function upForTest(home: string, ...args: string[]) {
  const result = await runJson(home, ["up", "--detach", "--port-base", "0", ...args]);
  if (result.exitCode !== 0) throw new Error(result.stdout + result.stderr);
  return result.document;
}

/** The recorded state of an instance. */
export function stateOf(home: string, instance = "default"): EmbeddedState {
  const state = readEmbeddedState(instancePaths(home, instance));
  if (!state) throw new Error(`${instance} has no state.`);
  return state;
}
