import { readFileSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { makeFolder, writeFileAtomic } from "../../instance/atomic-file.ts";
import type { Engine } from "./engine/engine.ts";
import { containerOf, type Observed } from "./view.ts";

/**
 * Copies files that the stack exports from volumes to the folder of the instance, for clients of this host.
 *
 * @throws StackError `ENGINE_FAILED` when a file is not in its volume
 */
export async function copyExported(docker: Engine, observed: Observed): Promise<void> {
  const { stack, paths } = observed.place;
  for (const { volume, path, file } of stack.exports ?? []) {
    const source = sourceOf(observed, volume);
    if (source === undefined) continue;
    const target = paths.file(file);
    const temporary = `${target}.${process.pid}.copy`;
    makeFolder(dirname(target), 0o700);
    try {
      await docker.text(["cp", "--follow-link", `${source.id}:${source.target}/${path}`, temporary]);
      writeFileAtomic(target, readFileSync(temporary));
    } finally {
      rmSync(temporary, { force: true });
    }
  }
}

/** A running container that has the volume, and where. */
function sourceOf(observed: Observed, volume: string): { id: string; target: string } | undefined {
  for (const part of observed.parts) {
    if (!Object.hasOwn(part.stack.volumes, volume)) continue;
    for (const { name, kind, mounts } of part.stack.services) {
      const container = containerOf(observed, part, name);
      const mount = mounts.find((candidate) => candidate.volume === volume);
      if (kind === "service" && container?.status === "running" && mount)
        return { id: container.id, target: mount.target };
    }
  }
  return undefined;
}
