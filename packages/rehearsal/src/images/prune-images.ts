import { IMAGE_LABEL, REPOSITORY } from "./plan-image.ts";
import type { RunCommand } from "./run-command.ts";

/** A tagged image and when its tag was last set, ms since 1970. */
export interface TaggedImage {
  readonly reference: string;
  readonly taggedAt: number;
}

const KEPT = 2;
const KEPT_MS = 24 * 3_600_000;
const COMMAND_MS = 30_000;

/** Those to remove: neither among the newest two nor tagged within a day, as others may be building at the same time. */
export function chooseOldImages(images: readonly TaggedImage[], now: number): string[] {
  return [...images]
    .sort((a, b) => b.taggedAt - a.taggedAt)
    .slice(KEPT)
    .filter(({ taggedAt }) => now - taggedAt > KEPT_MS)
    .map(({ reference }) => reference);
}

/**
 * Removes old images of one name that have {@link IMAGE_LABEL}. The engine refuses to remove what a container uses; that and every other failure is
 * passed over, since nothing depends on it.
 */
export async function pruneImages(name: string, run: RunCommand, now = Date.now()): Promise<void> {
  const docker = (...args: string[]) => run(["docker", "image", ...args], { timeout: COMMAND_MS });
  const filters = [`reference=${REPOSITORY}/${name}`, `label=${IMAGE_LABEL}=${name}`];
  const listed = await docker(
    ...["ls", "--format", "{{.Repository}}:{{.Tag}}"],
    ...filters.flatMap((filter) => ["--filter", filter]),
  );
  const references = listed.stdout.split("\n").filter((reference) => reference.startsWith(`${REPOSITORY}/`));
  if (listed.exitCode !== 0 || references.length <= KEPT) return;
  const images: TaggedImage[] = [];
  for (const reference of references) {
    const { exitCode, stdout } = await docker(
      "inspect",
      "--format",
      "{{json .Metadata.LastTagTime}}",
      reference,
    );
    const taggedAt = exitCode === 0 ? Date.parse(stdout.trim().replaceAll('"', "")) : Number.NaN;
    if (!Number.isNaN(taggedAt)) images.push({ reference, taggedAt });
  }
  for (const reference of chooseOldImages(images, now)) await docker("rm", reference);
}
