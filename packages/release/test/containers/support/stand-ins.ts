import { execa } from "execa";
import {
  bftCoreDouble,
  chainedAggregatorDouble,
  curlDouble,
  ensureImage,
  type ImageDefinition,
  mongoDouble,
} from "rehearsal";

/** Images of others in the aggregator's stack, by their keys in `images.json`, and what stands for them. */
const definitions: Record<string, () => ImageDefinition> = {
  "aggregator-go-7b1b2fe": () => chainedAggregatorDouble("v1"),
  "bft-core-7d90e1b": () => bftCoreDouble("old"),
  curl: () => curlDouble(),
  mongo: () => mongoDouble(),
};

export const STAND_INS = Object.keys(definitions);

/**
 * Puts stand-ins where the registries of others have the images, at one host for all.
 *
 * @param config folder with the login of the registry
 */
export async function pushStandIns(
  host: string,
  images: Record<string, { repository: string; tag?: string }>,
  config: string,
): Promise<void> {
  const docker = (...args: string[]) =>
    execa("docker", ["--config", config, ...args], { timeout: 300_000, stdin: "ignore" });
  for (const [key, definition] of Object.entries(definitions)) {
    const { repository = "", tag } = images[key] ?? {};
    const reference = `${host}/${repository.slice(repository.indexOf("/") + 1)}:${tag}`;
    await docker("tag", await ensureImage(definition()), reference);
    try {
      await docker("push", "--quiet", reference);
    } finally {
      await docker("image", "rm", reference);
    }
  }
}
