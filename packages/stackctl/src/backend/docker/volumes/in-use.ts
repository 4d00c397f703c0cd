import { StackError } from "../../../errors.ts";
import type { Place } from "../../backend.ts";
import { FOLDER_LABEL } from "../containers/facts.ts";
import type { Engine } from "../engine/engine.ts";
import { composeFolder } from "../files/rendered.ts";
import { CARRIER_LABEL } from "../snapshots/carrier.ts";
import { sortNames } from "./list.ts";

/**
 * Containers that are not of this instance, running or not, hold a volume on the engine; deleting some volumes of a state
 * set and not others would leave it in parts.
 *
 * @throws StackError `VOLUME_IN_USE`
 */
export async function refuseUsed(docker: Engine, { paths }: Place, names: readonly string[]): Promise<void> {
  // What a container is and whose it is comes in one answer: another command may be starting the instance now.
  const format = `{{.Names}}\t{{.Label "${FOLDER_LABEL}"}}\t{{.Label "${CARRIER_LABEL}"}}`;
  for (const name of names) {
    const users = await docker.text(["ps", "--all", "--filter", `volume=${name}`, "--format", format]);
    const others = users
      .split("\n")
      .filter(Boolean)
      .map((line) => line.split("\t"))
      .flatMap(([user, folder, carrier]) =>
        folder === composeFolder(paths) || carrier === paths.root ? [] : [user],
      );
    if (others.length === 0) continue;
    throw new StackError({
      code: "VOLUME_IN_USE",
      what: `The volume ${name} is used by a container that is not of this instance; nothing was changed.`,
      where: name,
      evidence: others.join(", "),
      next: `Remove that container first: \`docker rm --force ${others[0]}\`.`,
    });
  }
}

/** Volumes that could not be deleted, and what the engine said. */
export interface Undeleted {
  names: string[];
  why: string;
}

/**
 * Deletes those of the volumes that are this instance's and that nothing uses; what is not there is passed over.
 *
 * @param owner id of the instance
 */
export async function removeUnused(
  docker: Engine,
  names: readonly string[],
  owner: string | undefined,
): Promise<Undeleted> {
  const { own } = await sortNames(docker, names, owner);
  if (own.length === 0) return { names: [], why: "" };
  const { exitCode, stderr } = await docker.result(["volume", "rm", "--force", ...own]);
  if (exitCode === 0) return { names: [], why: "" };
  const left = (await sortNames(docker, own, owner)).own;
  return { names: left, why: stderr.trim().split("\n").at(-1) || "the engine did not answer in time" };
}

/** What stays for a while, for people: nothing of the instance uses it. */
export function undeletedText({ names, why }: Undeleted): string {
  return `Not deleted, and tried again with the next \`up\`: ${names.join(", ")} (${why})`;
}
