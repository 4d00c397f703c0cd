import { StackError } from "../../../errors.ts";
import type { Place } from "../../backend.ts";
import { listContainers } from "../containers/facts.ts";
import type { Engine } from "../engine/engine.ts";
import { composeFolder } from "../files/rendered.ts";
import { listCarriers } from "../snapshots/carrier.ts";

/**
 * Containers that are not of this instance, running or not, hold a volume on the engine; deleting some volumes of a state
 * set and not others would leave it in parts.
 *
 * @throws StackError `VOLUME_IN_USE`
 */
export async function refuseUsed(docker: Engine, { paths }: Place, names: readonly string[]): Promise<void> {
  const containers = await listContainers(docker, composeFolder(paths));
  const carriers = await listCarriers(docker, paths.root);
  const own = new Set([...containers.map(({ name }) => name), ...carriers]);
  for (const name of names) {
    const users = await docker.text(["ps", "--all", "--filter", `volume=${name}`, "--format", "{{.Names}}"]);
    const others = users.split("\n").filter((user) => user !== "" && !own.has(user));
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
