import type { Definitions, LockEntry } from "@unicity-sphere/compose-gen";
import { readDefinitions } from "../../backend/docker/parts/definitions.ts";
import { type Finding, notApplicable, ok, problem, warning } from "../finding.ts";
import { defineProbe } from "../probe.ts";
import type { Sight } from "../sight/sight.ts";

/** An image that containers of ours are made from. */
export interface UsedImage {
  reference: string;
  containers: readonly string[];
  /** Architecture of the image; undefined when the engine has it no more. */
  architecture: string | undefined;
  /** Id that the reference has now; another one than the containers have. */
  moved: boolean;
}

export interface ImageFacts {
  /** Architecture of the engine. */
  architecture: string;
  used: readonly UsedImage[];
  lock: Readonly<Record<string, LockEntry>>;
  now: Date;
}

const DAY = 86_400_000;

/** What runs is pinned and made for this machine; what may be used without a digest has a waiver that holds. */
export function judgeImages(facts: ImageFacts): Finding[] {
  const { used } = facts;
  const each = used.flatMap((image) => judgeImage(image, facts.architecture));
  const none = notApplicable("No image is in use.", "no container of ours");
  const fine = ok(
    "IMAGES",
    "Images in use are pinned and native.",
    `${used.length} images, ${facts.architecture}`,
  );
  return [...(each.length > 0 ? each : [used.length === 0 ? none : fine]), ...judgeLock(facts)];
}

function judgeImage({ reference, containers, architecture, moved }: UsedImage, host: string): Finding[] {
  const users = containers.join(", ");
  const findings: Finding[] = [];
  if (!reference.includes("@sha256:")) {
    const next =
      "Use an image with a digest; after the first release `compose-gen lock --update` resolves ours.";
    findings.push(
      warning("IMAGE_UNPINNED", "An image in use has no digest.", `${reference} (${users})`, next),
    );
  }
  if (architecture === undefined) {
    const next =
      "Keep images while containers use them; `npx @unicity-sphere/stackctl pull` fetches it again.";
    const what = "The engine no longer has an image under the name that is in use.";
    findings.push(warning("IMAGE_MISSING", what, `${reference} (${users})`, next));
  } else if (architecture !== host) {
    const evidence = `${reference} is ${architecture}, the engine ${host} (${users})`;
    const next = "Expect it to be slow; use a machine of that architecture for more than trials.";
    findings.push(warning("IMAGE_EMULATED", "An image runs in emulation.", evidence, next));
  }
  if (moved) {
    const what = "The name of an image in use is another image by now.";
    const next = "Start the service again to use it, or name the image by its digest.";
    findings.push(warning("IMAGE_MOVED", what, `${reference} (${users})`, next));
  }
  return findings;
}

function judgeLock({ lock, now }: ImageFacts): Finding[] {
  if (Object.keys(lock).length === 0) return [];
  const open = Object.entries(lock).filter(([, { digest }]) => digest === null);
  const expired = open.filter(([, { waiver }]) => waiver && Date.parse(waiver.expires) + DAY < now.getTime());
  const next = "On a connected machine: `compose-gen lock --update`, then render again.";
  if (expired.length > 0) {
    const evidence = expired.map(([name, { waiver }]) => `${name} (${waiver?.expires})`).join(", ");
    return [problem("LOCK_WAIVER_EXPIRED", "Pins without a digest are past their date.", evidence, next)];
  }
  if (open.length > 0) {
    const evidence = `${open.length} of ${Object.keys(lock).length}: ${open.map(([name]) => name).join(", ")}`;
    return [warning("LOCK_UNRESOLVED", "Pins have no digest yet.", evidence, next)];
  }
  return [ok("LOCK", "Every pin has a digest.", `${Object.keys(lock).length} pins`)];
}

export const imagesProbe = defineProbe<ImageFacts>({
  name: "images",
  title: "Images",
  needsEngine: true,
  async gather(sight) {
    const engine = await sight.engine();
    const architecture = engine.reachable ? engine.facts.architecture : "";
    const used = await usedImages(sight);
    // Pins are of no use to somebody who runs processes only.
    const lock = used.length > 0 || sight.needsEngine ? lockOf(readDefinitions()) : {};
    return { architecture, used, lock, now: sight.now() };
  },
  judge: judgeImages,
});

const lockOf = ({ lock }: Definitions) => lock.images;

async function usedImages({ docker, ours }: Sight): Promise<UsedImage[]> {
  const byReference = Map.groupBy(await ours(), ({ image }) => image);
  if (byReference.size === 0) return [];
  const references = [...byReference.keys()];
  const answers = await Promise.all(
    references.map((reference) =>
      docker.result(["image", "inspect", "--format", "{{.Id}} {{.Architecture}}", reference], {
        timeout: 3_000,
      }),
    ),
  );
  return references.map((reference, index) => {
    const users = byReference.get(reference) ?? [];
    const [id, architecture] = answers[index]?.stdout.trim().split(" ") ?? [];
    const found = answers[index]?.exitCode === 0 && Boolean(architecture);
    return {
      reference,
      containers: users.map(({ name }) => name),
      architecture: found ? architecture : undefined,
      moved: found && users.some(({ imageId }) => imageId !== id),
    };
  });
}
