import type { Engine } from "../engine/engine.ts";

/** Label with the version of an image. */
const VERSION_LABEL = "org.opencontainers.image.version";
/** Label with the version of the form in which a service stores its data, an integer that only grows. */
export const DATA_VERSION_LABEL = "network.unicity.data-version";
/** Label with the generation that an image belongs to, where it has one. */
export const GENERATION_LABEL = "network.unicity.generation";

/** What an image on the engine says about itself; null where it has no such label. */
export interface ImageLabels {
  id: string;
  version: string | null;
  dataVersion: number | null;
  generation: string | null;
  /** e.g. `linux/amd64` */
  platform: string;
}

interface RawImage {
  Id: string;
  Os: string;
  Architecture: string;
  Config: { Labels?: Record<string, string> | null } | null;
}

/** Reference → what the image says; those that the engine does not have are left out. */
export async function readLabels(
  docker: Engine,
  references: readonly string[],
): Promise<Map<string, ImageLabels>> {
  const answers = await Promise.all(
    [...new Set(references)].map(async (reference) => {
      const { exitCode, stdout } = await docker.result(["image", "inspect", reference]);
      const [raw] = exitCode === 0 ? (JSON.parse(stdout) as RawImage[]) : [];
      return raw === undefined ? [] : ([[reference, labelsOf(raw)]] as const);
    }),
  );
  return new Map(answers.flat());
}

function labelsOf({ Id, Os, Architecture, Config }: RawImage): ImageLabels {
  const labels = Config?.Labels ?? {};
  const version = labels[DATA_VERSION_LABEL];
  return {
    id: Id,
    version: labels[VERSION_LABEL] || null,
    dataVersion: version !== undefined && /^\d{1,9}$/.test(version) ? Number(version) : null,
    generation: labels[GENERATION_LABEL] || null,
    platform: `${Os}/${Architecture}`,
  };
}
