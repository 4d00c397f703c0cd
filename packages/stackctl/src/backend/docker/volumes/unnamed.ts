import type { Engine } from "../engine/engine.ts";

/** Volumes of containers that nobody has named: an image declares them, and nothing else leads to them. */
export async function unnamedVolumes(docker: Engine, ids: readonly string[]): Promise<string[]> {
  const format = "{{range .Mounts}}{{println .Name}}{{end}}";
  const { stdout } = await docker.result(["container", "inspect", "--format", format, ...ids]);
  return stdout.split("\n").filter((name) => /^[0-9a-f]{64}$/.test(name));
}

/** {@link unnamedVolumes} of all containers of a Compose project. */
export async function unnamedVolumesOf(docker: Engine, project: string): Promise<string[]> {
  const filter = `label=com.docker.compose.project=${project}`;
  const { stdout } = await docker.result(["ps", "--all", "--quiet", "--filter", filter]);
  const ids = stdout.split("\n").filter(Boolean);
  return ids.length > 0 ? unnamedVolumes(docker, ids) : [];
}

/** Removes those that no container has any more; the engine refuses the others. */
export async function removeUnused(docker: Engine, volumes: readonly string[]): Promise<void> {
  if (volumes.length > 0) await docker.result(["volume", "rm", ...volumes]);
}
