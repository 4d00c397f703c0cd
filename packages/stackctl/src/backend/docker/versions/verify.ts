import { StackError } from "../../../errors.ts";
import { commandLine } from "../../../instance/view.ts";
import type { UpgradePlan } from "../../upgrades.ts";
import type { Engine } from "../engine/engine.ts";
import type { ImageLabels } from "../images/labels.ts";

/** What new images have to fit. */
export interface Fit {
  docker: Engine;
  instance: string;
  generation: string;
}

/** An image without the label is of the time before there was one. */
export const UNLABELLED_DATA_VERSION = 1;

/**
 * Looks whether the images of a plan fit this machine and the data of the instance. Nothing is changed.
 *
 * @param labels reference → what the image says
 * @throws StackError `UPGRADE_PLATFORM`, `OTHER_GENERATION`, `DATA_TOO_NEW`
 */
export async function refuseUnfit(
  { docker, instance, generation }: Fit,
  { services, before }: UpgradePlan,
  labels: ReadonlyMap<string, ImageLabels>,
): Promise<void> {
  for (const { service, from, to, changed } of services) {
    const image = labels.get(to);
    if (image === undefined || !changed) continue;
    await refusePlatform(docker, service, { from, to }, image.platform);
    if (image.generation !== null && image.generation !== generation)
      throw otherGeneration(service, to, image.generation, generation);
    const [now, next] = [
      before.services[service]?.dataVersion ?? UNLABELLED_DATA_VERSION,
      image.dataVersion ?? UNLABELLED_DATA_VERSION,
    ];
    if (next < now) throw lower(instance, service, to, { now, next });
  }
}

/** One that ran until now runs, emulated or not; another platform than that would be a surprise. */
async function refusePlatform(
  docker: Engine,
  service: string,
  { from, to }: { from: string | null; to: string },
  platform: string,
): Promise<void> {
  const engine = await docker.text(["version", "--format", "{{.Server.Os}}/{{.Server.Arch}}"]);
  if (platform === engine) return;
  const before = from === null ? undefined : await platformOf(docker, from);
  if (platform === before) return;
  throw new StackError({
    code: "UPGRADE_PLATFORM",
    what: `The new image of ${service} is for another machine; nothing was changed.`,
    where: to,
    evidence: `${platform}; the engine is ${engine}`,
    next: "Name an image for this machine: `--image KEY=REFERENCE`.",
  });
}

async function platformOf(docker: Engine, reference: string): Promise<string | undefined> {
  const format = "{{.Os}}/{{.Architecture}}";
  const { exitCode, stdout } = await docker.result(["image", "inspect", "--format", format, reference]);
  return exitCode === 0 ? stdout.trim() : undefined;
}

function otherGeneration(service: string, to: string, theirs: string, ours: string): StackError {
  return new StackError({
    code: "OTHER_GENERATION",
    what: `The new image of ${service} belongs to another generation; nothing was changed.`,
    where: to,
    evidence: `image: ${theirs}; instance: ${ours}`,
    cause: "Chain and database of one generation cannot be read by another.",
    next: "Use another instance for it: `--instance NAME`.",
  });
}

function lower(
  instance: string,
  service: string,
  to: string,
  { now, next }: { now: number; next: number },
): StackError {
  return new StackError({
    code: "DATA_TOO_NEW",
    what: `The image does not read the data of ${service} as it is stored now; nothing was changed.`,
    where: to,
    evidence: `data version of the image: ${next}; of the data: ${now}`,
    cause: "A newer version has stored the data in another form, and there is no way back from that.",
    next: `Use a newer image; or restore a backup of before: \`${commandLine("down", instance)}\`, then \`${commandLine("restore FILE", instance)}\`.`,
  });
}
