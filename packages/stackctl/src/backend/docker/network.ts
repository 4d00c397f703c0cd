import { StackError } from "../../errors.ts";
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

async function removeLabelled(docker: Engine, label: string): Promise<void> {
  const ids = await docker.text(["network", "ls", "--quiet", "--filter", `label=${label}`]);
  for (const id of ids.split("\n").filter(Boolean)) await docker.result(["network", "rm", id]);
}
