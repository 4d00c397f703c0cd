import { StackError } from "../../errors.ts";
import { makeFolder } from "../../instance/atomic-file.ts";
import type { InstancePaths } from "../../instance/folders.ts";
import {
  type DockerState,
  newDockerState,
  readInstanceState,
  writeInstanceState,
} from "../../instance/state.ts";
import type { Operation, Place } from "../backend.ts";
import { listForeign } from "./containers/facts.ts";
import type { Engine } from "./engine/engine.ts";
import { composeFolder, refuseEdited, writeRendered } from "./files/rendered.ts";
import { ensureSecrets } from "./files/secrets.ts";
import { ensureNetwork } from "./network.ts";
import type { ContainerPlan } from "./plan.ts";

/**
 * The state of an instance of containers.
 *
 * @returns undefined when the instance has none
 * @throws StackError as `readInstanceState`; `BACKEND_DIFFERS` when it runs as processes
 */
export function readDockerState(paths: InstancePaths): DockerState | undefined {
  const state = readInstanceState(paths);
  if (state === undefined || state.backend === "docker") return state;
  throw new StackError({
    code: "BACKEND_DIFFERS",
    what: `The instance "${state.instance}" runs as processes.`,
    where: paths.stateFile,
    next: "Use another instance: `--instance NAME`; or wipe this one first.",
  });
}

/** The state of the instance with what the plan chooses now, not yet written. */
export function chosenState(
  { paths, instance, stack }: Place,
  { generation, portBase, parts, images, given }: ContainerPlan,
): DockerState {
  const known =
    readDockerState(paths) ??
    newDockerState({ instance, stack: stack.name, portBase, generation: generation.id, now: new Date() });
  const names = parts.map(({ stack }) => stack.name);
  return { ...known, portBase, parts: names, images, variables: given };
}

/**
 * Everything that has to be there before the first container: secrets, rendered files, the network. Nothing is written
 * while something stands in the way.
 *
 * @throws StackError `PROJECT_TAKEN`, `FILE_EDITED`, `SECRET_MISSING`, `STATE_UNWRITABLE`, …
 */
export async function prepareFiles(
  operation: Operation,
  docker: Engine,
  plan: ContainerPlan,
  state: DockerState,
): Promise<void> {
  const { paths } = operation;
  await refuseForeign(operation, docker, plan);
  refuseEdited(paths, state.files);
  ensureSecrets(
    operation,
    plan.parts.map(({ stack }) => stack),
    plan.variables,
  );
  state.files = {
    ...state.files,
    ...writeRendered(paths, new Map(plan.parts.map(({ stack, text }) => [stack.name, text]))),
  };
  makeFolder(paths.logs, 0o700);
  writeInstanceState(paths, state, false);
  await ensureNetwork(docker, plan.network, paths.root);
}

/** Two state folders, or a file that was started by hand, may have chosen the same project name. */
async function refuseForeign({ paths }: Operation, docker: Engine, { parts }: ContainerPlan): Promise<void> {
  const found = await Promise.all(
    parts.map(({ project }) => listForeign(docker, project, composeFolder(paths))),
  );
  const [foreign] = found.flat();
  if (!foreign) return;
  const project = parts.find((_, index) => found[index]?.includes(foreign))?.project ?? "";
  throw new StackError({
    code: "PROJECT_TAKEN",
    what: `Containers of the Compose project "${project}" exist already, and are not of this instance.`,
    where: `container ${foreign.name}`,
    evidence: `made from files in ${foreign.folder || "(unknown)"}`,
    cause: "A file was started by hand, or an instance of the same name has its state elsewhere.",
    next: `Use another name: \`--instance NAME\`; or remove them: \`docker compose --project-name ${project} down\`.`,
  });
}
