import { existsSync } from "node:fs";
import type { Backend, Operation, Place } from "../backend/backend.ts";
import { loadBackend } from "../backend/load.ts";
import type { Invocation } from "../cli/command.ts";
import { StackError } from "../errors.ts";
import { type InstancePaths, instancePaths } from "../instance/folders.ts";
import { INSTANCE_ID } from "../instance/instance-id.ts";
import { type BackendName, type InstanceState, readInstanceState } from "../instance/state.ts";
import { requireInstance } from "../instance/view.ts";
import { createReporter } from "../output/reporter.ts";
import { readUnfinished } from "../snapshot/unfinished.ts";
import { DEFAULT_STACK, loadStack } from "../stack/registry.ts";

/** Folder of an instance of containers; its presence tells the backend when the state file cannot. */
export const CONTAINERS_FOLDER = "docker";

/** The instance of a command line, with the stack and the backend that its state names. */
export interface Opened {
  place: Place;
  backend: Backend;
}

/** @throws StackError `INSTANCE_UNKNOWN`, `STATE_CORRUPT`, … */
export async function openInstance(invocation: Invocation): Promise<Opened> {
  return open(invocation, requireInstance(invocation.home, invocation.instance));
}

/** The same for an instance that may have no state; a damaged one is told apart by its folders. */
export async function openAnyway(invocation: Invocation): Promise<Opened & { damaged: boolean }> {
  const paths = instancePaths(invocation.home, invocation.instance);
  try {
    return { ...(await open(invocation, readInstanceState(paths) ?? guess(invocation))), damaged: false };
  } catch (error) {
    if (!(error instanceof StackError) || error.code !== "STATE_CORRUPT") throw error;
    return { ...(await open(invocation, guess(invocation))), damaged: true };
  }
}

function guess({ home, instance }: Invocation): Pick<InstanceState, "stack" | "backend"> {
  const paths = instancePaths(home, instance);
  const traces = [CONTAINERS_FOLDER, INSTANCE_ID].some((name) => existsSync(paths.file(name)));
  const containers = traces || restoresContainers(paths);
  return { stack: DEFAULT_STACK, backend: containers ? "docker" : "embedded" };
}

/** The restore of an instance that was wiped, interrupted before it had a state. */
function restoresContainers(paths: InstancePaths): boolean {
  try {
    return readUnfinished(paths)?.backend === "docker";
  } catch {
    return false;
  }
}

async function open(
  invocation: Invocation,
  { stack, backend }: { stack: string; backend: BackendName },
): Promise<Opened> {
  return { place: await placeOf(invocation, stack), backend: await loadBackend(backend) };
}

/** The place of an invocation. @param stack name of its stack */
export async function placeOf(invocation: Invocation, stack = DEFAULT_STACK): Promise<Place> {
  const { home, instance, terminal, interrupts } = invocation;
  return {
    home,
    instance,
    paths: instancePaths(home, instance),
    stack: await loadStack(stack),
    env: terminal.env,
    interrupts,
  };
}

/** A place whose changes are told to the reader. */
export function operationOn(place: Place, { terminal, style, mode }: Invocation): Operation {
  return { ...place, reporter: createReporter(terminal, style, mode) };
}
