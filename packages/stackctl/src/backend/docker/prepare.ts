import { StackError } from "../../errors.ts";
import { makeFolder } from "../../instance/atomic-file.ts";
import type { InstancePaths } from "../../instance/folders.ts";
import { INSTANCE_ID, writeInstanceId } from "../../instance/instance-id.ts";
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
import { OWNER_LABEL } from "./parts/names.ts";
import type { ContainerPlan } from "./plan.ts";
import { sortNames } from "./volumes/list.ts";
import { madeNames } from "./volumes/names.ts";

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
 * @throws StackError `PROJECT_TAKEN`, `VOLUME_FOREIGN`, `FILE_EDITED`, `SECRET_MISSING`, `STATE_UNWRITABLE`, …
 */
export async function prepareFiles(
  operation: Operation,
  docker: Engine,
  plan: ContainerPlan,
  state: DockerState,
): Promise<void> {
  const { paths } = operation;
  await refuseForeign(operation, docker, plan);
  await refuseForeignVolumes(operation, docker, plan);
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
  writeInstanceId(paths, plan.owner);
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

/** Compose uses whatever volume has the right name. State of somebody else is not ours to change, nor to delete later. */
async function refuseForeignVolumes(
  { paths, instance }: Operation,
  docker: Engine,
  { parts, owner }: ContainerPlan,
): Promise<void> {
  const { foreign } = await sortNames(docker, madeNames(parts), owner);
  if (foreign.length === 0) return;
  throw new StackError({
    code: "VOLUME_FOREIGN",
    what: `Volumes of these names exist already, and were not made by this instance "${instance}". Nothing was changed.`,
    where: foreign.join(", "),
    evidence: `they lack the label ${OWNER_LABEL}=${owner}`,
    cause:
      "A run script or Compose by hand made them, or an instance of the same name has its state elsewhere; " +
      `or ${paths.file(INSTANCE_ID)} was lost.`,
    next: `Use another name: \`--instance NAME\`; or, when nobody needs what is in them: \`docker volume rm ${foreign.join(" ")}\`.`,
  });
}
