import { baseImage, ensureImage } from "../../../../src/index.ts";
import { docker } from "../../../support/engine.ts";

/** Kills a process of the engine's host; `docker kill` would end the restart policy. */
export async function killOnHost(pid: number): Promise<void> {
  await docker(
    ...["run", "--rm", "--pid", "host", "--network", "none", "--entrypoint", "kill"],
    ...[await ensureImage(baseImage()), "-KILL", `${pid}`],
  );
}

/** Command lines and environments of all processes of a container, as root of the host reads them in /proc. */
export async function processesOf(container: string): Promise<{ commands: string; environments: string }> {
  const image = await ensureImage(baseImage());
  const read = (file: string) =>
    docker(
      ...["run", "--rm", "--pid", `container:${container}`, "--network", "none", "--cap-add", "SYS_PTRACE"],
      ...["--entrypoint", "bash", image, "-c", `cat /proc/[0-9]*/${file} 2>/dev/null | tr '\\0' '\\n'`],
    );
  return { commands: await read("cmdline"), environments: await read("environ") };
}
