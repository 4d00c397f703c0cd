import type { Engine } from "../../backend/docker/engine/engine.ts";
import { StackError } from "../../errors.ts";
import type { BundledImage } from "../bundle/format.ts";

/** What decides how images come into an engine. */
export interface EngineStore {
  /** e.g. `linux/amd64` */
  platform: string;
  /** Keeps indexes and manifests as they are, so that a loaded image has its digest. */
  containerd: boolean;
}

/** @throws StackError `ENGINE_FAILED` */
export async function lookAtStore(docker: Engine): Promise<EngineStore> {
  const [platform, status] = await Promise.all([
    docker.text(["version", "--format", "{{.Server.Os}}/{{.Server.Arch}}"]),
    docker.text(["info", "--format", "{{json .DriverStatus}}"]),
  ]);
  return { platform, containerd: status.includes("io.containerd.snapshotter.v1") };
}

/** @throws StackError `AIRGAP_OTHER_PLATFORM` that names all images which this engine cannot run */
export function requirePlatform(file: string, images: readonly BundledImage[], engine: string): void {
  const wrong = images.filter(({ platform, platforms }) => {
    const wanted = platform ?? engine;
    return !platforms.some((name) => name === wanted || name.startsWith(`${wanted}/`));
  });
  if (wrong.length === 0) return;
  throw new StackError({
    code: "AIRGAP_OTHER_PLATFORM",
    what: "The bundle is for machines of another architecture; nothing was changed.",
    where: file,
    evidence: wrong
      .map(({ reference, platform, platforms }) => {
        const [name] = reference.split("@");
        return `${name}: ${platforms.join(", ")}; needed: ${platform ?? engine}`;
      })
      .join("\n"),
    next: `Make one for this engine: \`stackctl airgap save FILE --platform ${engine}\`.`,
  });
}
