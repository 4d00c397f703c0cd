import { createEngine } from "../../backend/docker/engine/engine.ts";
import { requireEngine } from "../../backend/docker/engine/require-engine.ts";
import type { Reporter } from "../../output/reporter.ts";
import { type Bundle, openBundle } from "../bundle/open.ts";
import { movedTo } from "../reference.ts";
import { requireComplete } from "./complete.ts";
import { lookAtStore, requirePlatform } from "./engine.ts";
import { planFiles, writeFiles } from "./files.ts";
import { loadLayout, pullServed } from "./into-engine.ts";
import { serveBundle } from "./serve.ts";

export interface LoadRequest {
  file: string;
  /** Folder for the files. */
  out: string;
  /** For the registry of an engine that needs one; 0 takes a free one. */
  port: number;
  /** Look, and change nothing. */
  dryRun: boolean;
  reporter: Reporter;
  signal: AbortSignal;
  /** Serves until this resolves, in place of loading into the engine. */
  whileServed?: (loaded: Loaded) => Promise<void>;
}

/** What a load has done, or would do. */
export interface Loaded {
  /** How the engine gets the images. */
  how: "containerd" | "pulled" | "served";
  /** Registry in the names of the images; null where they have their own. */
  registry: string | null;
  generation: string;
  stacks: string[];
  images: { keys: string[]; reference: string }[];
  /** Paths of what was written. */
  files: string[];
}

/**
 * Brings the images of a bundle to the engine of this machine, and its files into a folder. All of it is looked at before
 * anything is changed, and may be repeated.
 *
 * @throws StackError `AIRGAP_…`, `ENGINE_…`, `DISK_FULL`; an abort
 */
export async function loadBundle(request: LoadRequest): Promise<Loaded> {
  const { file, signal, reporter } = request;
  reporter.waiting("bundle", "to be compared with its sums");
  await using bundle = await openBundle(file, signal);
  await requireComplete(bundle);
  const docker = createEngine(signal);
  await requireEngine(docker);
  const store = await lookAtStore(docker);
  requirePlatform(file, bundle.manifest.images, store.platform);
  reporter.step(`The bundle is whole: ${bundle.manifest.images.length} images.`);
  const how = request.whileServed ? "served" : store.containerd ? "containerd" : "pulled";
  if (request.dryRun || how === "containerd") {
    const host = how === "containerd" ? undefined : `127.0.0.1:${request.port}`;
    const files = await planFiles(bundle, request.out, host);
    const loaded = describe(bundle, how, host, request.dryRun ? [] : files);
    if (request.dryRun) return loaded;
    await loadLayout(file, bundle.manifest.images, { docker, reporter, signal });
    writeFiles(files);
    return loaded;
  }
  await using served = await serveBundle(bundle, request.port);
  const files = await planFiles(bundle, request.out, served.host);
  if (how === "pulled") await pullServed(served.host, bundle.manifest.images, { docker, reporter, signal });
  writeFiles(files);
  const loaded = describe(bundle, how, served.host, files);
  await request.whileServed?.(loaded);
  return loaded;
}

function describe(
  { manifest }: Bundle,
  how: Loaded["how"],
  host: string | undefined,
  files: readonly { path: string }[],
): Loaded {
  return {
    ...{ how, registry: host ?? null, generation: manifest.generation, stacks: manifest.stacks },
    images: manifest.images.map(({ keys, reference }) => ({
      keys,
      reference: host === undefined ? reference : movedTo(host, reference),
    })),
    files: files.map(({ path }) => path),
  };
}
