import { randomBytes } from "node:crypto";
import { StackError } from "../../../errors.ts";
import { commandLine } from "../../../instance/view.ts";
import type { Operation } from "../../backend.ts";
import type { Engine } from "../engine/engine.ts";
import { neededImages, presentImages } from "../images/presence.ts";
import type { PartPlan } from "../plan.ts";

/** Label of carriers; its value is the folder of the instance. */
export const CARRIER_LABEL = "unicity.stackctl.carrier";
/** Folder of a carrier that holds its volumes. */
export const CARRIER_FOLDER = "/state";

/**
 * Does something with a carrier: a container that holds volumes and never runs. The engine itself reads and writes what is
 * in it, so that no program of the image is needed and any image of the stack will do. It is removed afterwards.
 *
 * @param volumes folder below {@link CARRIER_FOLDER} → name of the volume on the engine
 * @throws StackError `IMAGE_MISSING`, `ENGINE_FAILED`
 */
export async function withCarrier<T>(
  { paths, instance }: Operation,
  docker: Engine,
  parts: readonly PartPlan[],
  volumes: ReadonlyMap<string, string>,
  work: (container: string) => Promise<T>,
): Promise<T> {
  const [image] = (await presentImages(docker, neededImages(parts))).keys();
  if (image === undefined) throw imageMissing(instance);
  const mounts = [...volumes].flatMap(([folder, name]) => [
    "--volume",
    `${name}:${CARRIER_FOLDER}/${folder}`,
  ]);
  const container = await docker.text([
    ...["create", "--pull", "never", "--network", "none", "--label", `${CARRIER_LABEL}=${paths.root}`],
    ...["--name", `unicity-${instance}-carrier-${randomBytes(4).toString("hex")}`],
    ...mounts,
    ...[image, "never-started"],
  ]);
  try {
    return await work(container);
  } finally {
    await removeCarriers(docker, paths.root);
  }
}

/** Removes the carriers of an instance, also those of a command that was killed. @param root folder of the instance */
export async function removeCarriers(docker: Engine, root: string): Promise<void> {
  const names = await listCarriers(docker, root);
  // With the volumes that its image declares; those of the instance have names and stay.
  if (names.length > 0) await docker.text(["rm", "--force", "--volumes", ...names]);
}

/** Their names: those of a command at work, or of one that was killed. */
async function listCarriers(docker: Engine, root: string): Promise<string[]> {
  const filter = `label=${CARRIER_LABEL}=${root}`;
  const names = await docker.text(["ps", "--all", "--filter", filter, "--format", "{{.Names}}"]);
  return names.split("\n").filter(Boolean);
}

function imageMissing(instance: string): StackError {
  return new StackError({
    code: "IMAGE_MISSING",
    what: "None of the images of the instance is there: the engine copies volumes by a container of one of them.",
    next: `Fetch them: \`${commandLine("pull", instance)}\`.`,
  });
}
