import { readInstanceId } from "../../instance/instance-id.ts";
import type { Operation, StoppedService } from "../backend.ts";
import { type ContainerFacts, isUp, listContainers } from "./containers/facts.ts";
import type { Engine } from "./engine/engine.ts";
import { composeFolder } from "./files/rendered.ts";
import { removeComposeNetworks, removeNetworks, removeUnmarkedNetworks } from "./network.ts";
import { removeCarriers } from "./snapshots/carrier.ts";
import { removeUnused, unnamedVolumes } from "./volumes/unnamed.ts";

/** Longer than every grace period of a definition, ms. */
const STOP_MS = 180_000;

/**
 * Stops and removes the containers of an instance and its networks; volumes stay. It needs neither the state nor the
 * rendered files, only labels.
 *
 * @returns the services that ran; jobs are left out
 */
export async function takeDown(operation: Operation, docker: Engine): Promise<StoppedService[]> {
  const containers = await listContainers(docker, composeFolder(operation.paths));
  const stopped = await stopContainers(operation, docker, containers);
  for (const project of new Set(containers.map((container) => container.project)))
    await removeUnmarkedNetworks(docker, project);
  const owner = readInstanceId(operation.paths);
  if (owner !== undefined) await removeComposeNetworks(docker, owner);
  await removeNetworks(docker, operation.paths.root);
  await removeCarriers(docker, operation.paths.root);
  operation.reporter.end();
  return stopped;
}

/** Stops containers within their grace periods, those that others depend on last, and removes them. */
export async function stopContainers(
  { reporter }: Operation,
  docker: Engine,
  containers: readonly ContainerFacts[],
): Promise<StoppedService[]> {
  const running = containers.filter(isUp);
  for (const level of stopLevels(running)) {
    for (const { service } of level) reporter.waiting(service, "to end");
    await docker.text(["stop", ...level.map(({ id }) => id)], { timeout: STOP_MS });
  }
  const after = await exitCodes(docker, running);
  if (containers.length > 0) await removeContainers(docker, containers);
  return running.map(({ service, id }) => ({
    service,
    pid: null,
    outcome: after.get(id) === 137 ? "killed" : "stopped",
  }));
}

/** Rounds of stopping: first those that no other running service depends on. A cycle is stopped at once. */
export function stopLevels(containers: readonly ContainerFacts[]): ContainerFacts[][] {
  const levels: ContainerFacts[][] = [];
  let left = [...containers];
  while (left.length > 0) {
    const needed = (one: ContainerFacts) =>
      left.some(
        (other) => other !== one && other.project === one.project && other.dependsOn.includes(one.service),
      );
    const free = left.filter((one) => !needed(one));
    const level = free.length > 0 ? free : left;
    levels.push(level);
    left = left.filter((one) => !level.includes(one));
  }
  return levels;
}

/** With the unnamed volumes that an image declares: no later container would find them. */
async function removeContainers(docker: Engine, containers: readonly ContainerFacts[]): Promise<void> {
  const ids = containers.map(({ id }) => id);
  const unnamed = await unnamedVolumes(docker, ids);
  await docker.text(["rm", "--force", "--volumes", ...ids]);
  // Compose gives those of a container to the one that replaces it, with which the engine does not remove them.
  await removeUnused(docker, unnamed);
}

async function exitCodes(
  docker: Engine,
  containers: readonly ContainerFacts[],
): Promise<Map<string, number>> {
  if (containers.length === 0) return new Map();
  const { stdout } = await docker.result([
    ...["container", "inspect", "--format", "{{.Id}} {{.State.ExitCode}}"],
    ...containers.map(({ id }) => id),
  ]);
  return new Map(stdout.split("\n").map((line) => [line.split(" ")[0] ?? "", Number(line.split(" ")[1])]));
}
