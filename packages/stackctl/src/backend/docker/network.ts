import { StackError } from "../../errors.ts";
import { PROJECT_LABEL } from "./containers/facts.ts";
import type { Engine } from "./engine/engine.ts";
import { isPoolEmpty, poolEmpty } from "./failures.ts";
import { NETWORK_LABEL, OWNER_LABEL } from "./parts/names.ts";

/** Makes the network of an instance unless there is one of that name. @param root folder of the instance @throws StackError `NETWORK_POOL_EMPTY` */
export async function ensureNetwork(docker: Engine, name: string, root: string): Promise<void> {
  const known = await docker.result(["network", "inspect", "--format", "{{.Name}}", name]);
  if (known.exitCode === 0) return;
  const create = ["network", "create", "--label", `${NETWORK_LABEL}=${root}`, name];
  try {
    await docker.text(create);
  } catch (error) {
    const evidence = error instanceof StackError ? (error.parts.evidence ?? "") : "";
    throw isPoolEmpty(evidence) ? poolEmpty(`"${name}"`, evidence.split("\n")) : error;
  }
}

/** Removes the network that was made for this instance; one that others use stays. @param root folder of the instance */
export function removeNetworks(docker: Engine, root: string): Promise<void> {
  return removeLabelled(docker, `${NETWORK_LABEL}=${root}`);
}

/** Removes the networks that Compose made for an instance, also where it made no container. @param owner id of the instance */
export function removeComposeNetworks(docker: Engine, owner: string): Promise<void> {
  return removeLabelled(docker, `${OWNER_LABEL}=${owner}`);
}

/** Removes the networks of a project of ours that no instance has marked: those of the reader's own override file. */
export async function removeUnmarkedNetworks(docker: Engine, project: string): Promise<void> {
  const format = `{{.ID}}\t{{.Label "${OWNER_LABEL}"}}`;
  const filter = `label=${PROJECT_LABEL}=${project}`;
  const lines = await docker.text(["network", "ls", "--filter", filter, "--format", format]);
  for (const line of lines.split("\n")) {
    const [id, owner] = line.split("\t");
    if (id && !owner) await docker.result(["network", "rm", id]);
  }
}

async function removeLabelled(docker: Engine, label: string): Promise<void> {
  const ids = await docker.text(["network", "ls", "--quiet", "--filter", `label=${label}`]);
  for (const id of ids.split("\n").filter(Boolean)) await docker.result(["network", "rm", id]);
}
