import type { Engine } from "./engine/engine.ts";
import { NETWORK_LABEL } from "./parts/names.ts";

/** Makes the network of an instance unless there is one of that name. @param root folder of the instance */
export async function ensureNetwork(docker: Engine, name: string, root: string): Promise<void> {
  const known = await docker.result(["network", "inspect", "--format", "{{.Name}}", name]);
  if (known.exitCode === 0) return;
  await docker.text(["network", "create", "--label", `${NETWORK_LABEL}=${root}`, name]);
}

/** Removes networks that were made for this instance; one that others use stays. */
export async function removeNetworks(docker: Engine, root: string): Promise<void> {
  const names = await docker.text(["network", "ls", "--quiet", "--filter", `label=${NETWORK_LABEL}=${root}`]);
  for (const name of names.split("\n").filter(Boolean)) await docker.result(["network", "rm", name]);
}
