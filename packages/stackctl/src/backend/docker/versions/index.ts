import { UsageError } from "../../../errors.ts";
import type { Version } from "../../../upgrade/versions.ts";
import type { Place } from "../../backend.ts";
import type { UpgradeBackend, UpgradePlan, UpgradeRequest } from "../../upgrades.ts";
import { isUp } from "../containers/facts.ts";
import { ensureImages } from "../ensure-images.ts";
import { type ImageLabels, readLabels } from "../images/labels.ts";
import { asKnown } from "../observe.ts";
import { upContainers } from "../up.ts";
import { findContainer, isSame } from "../view.ts";
import { chooseVersion } from "./choose.ts";
import { removeSick } from "./clear.ts";
import { type Look, lookAt, planOf, versionNow } from "./look.ts";
import { refuseUnfit } from "./verify.ts";

/** Versions of containers: rendered files and the images in them. */
export const containerUpgrades: UpgradeBackend = {
  async plan(place, request) {
    const look = await lookAt(place);
    const images = imagesOf(look, request);
    return planTo(place, look, { images, files: null, services: {} });
  },
  async planTo(place, target) {
    return planTo(place, await lookAt(place), target);
  },
  async fetch(operation, plan) {
    const look = await lookAt(operation);
    const { docker } = look;
    const { ids } = await ensureImages(operation, docker, planOf(operation, look, plan.target));
    const labels = await readLabels(docker, [...ids.keys()]);
    const { generation } = look.state;
    await refuseUnfit({ docker, instance: operation.instance, generation }, plan, labels);
    return withLabels(plan, labels);
  },
  async apply(operation, target, lock) {
    await chooseVersion(operation, target);
    await removeSick(operation, await lookAt(operation), target);
    return upContainers({ ...operation, env: {} }, asKnown(operation), lock);
  },
  choose: chooseVersion,
};

async function planTo(place: Place, look: Look, target: Version): Promise<UpgradePlan> {
  const { docker, containers } = look;
  const { parts } = planOf(place, look, target);
  const { version: before, written: writtenNow } = await versionNow(place, look);
  const services = parts.flatMap((part) =>
    Object.entries(part.plan.compose.services).map(([service, { image }]) => ({ part, service, image })),
  );
  const labels = await readLabels(
    docker,
    services.map(({ image }) => image),
  );
  return {
    services: services.map(({ part, service, image }) => {
      const container = findContainer(containers, part, service);
      const from = before.services[service]?.image ?? null;
      const written = writtenNow.get(service);
      // An override file of the reader decides about it, before and after.
      if (container && written !== undefined && !isSame(written, container.image))
        return { service, from, to: container.image, changed: false, oneWay: false };
      const id = labels.get(image)?.id;
      const rebuilt = container !== undefined && id !== undefined && container.imageId !== id;
      const changed = rebuilt || from === null || !isSame(from, image);
      return { service, from, to: image, changed, oneWay: false };
    }),
    files: parts
      .filter(({ stack, text }) => before.files?.[stack.name] !== text)
      .map(({ stack: { name } }) => name),
    running: containers.filter(isUp).map(({ service }) => service),
    before,
    target: { ...target, services: versionsOf(services, labels) },
  };
}

function versionsOf(
  services: readonly { service: string; image: string }[],
  labels: ReadonlyMap<string, ImageLabels>,
): Version["services"] {
  return Object.fromEntries(
    services.map(({ service, image }) => {
      return [service, { image, dataVersion: labels.get(image)?.dataVersion ?? null }];
    }),
  );
}

function withLabels(plan: UpgradePlan, labels: ReadonlyMap<string, ImageLabels>): UpgradePlan {
  const all = plan.services.map(({ service, to }) => ({ service, image: to }));
  const services = plan.services.map((row) => {
    const before = plan.before.services[row.service]?.dataVersion ?? 1;
    return { ...row, oneWay: (labels.get(row.to)?.dataVersion ?? 1) > before };
  });
  return { ...plan, services, target: { ...plan.target, services: versionsOf(all, labels) } };
}

/**
 * Image key → reference that replaces the pin. A version is that of our own images alone: upstream's are pinned by the
 * definitions.
 */
function imagesOf({ definitions, state }: Look, { to, images }: UpgradeRequest): Record<string, string> {
  const chosen = { ...state.images };
  if (to !== undefined) {
    for (const [key, { repository, tag }] of Object.entries(definitions.images)) {
      if (!repository.startsWith(`${definitions.imageRegistry}/`)) continue;
      if (tag === to) delete chosen[key];
      else chosen[key] = `${repository}:${to}`;
    }
  }
  const known = new Set(Object.keys(definitions.images));
  for (const row of definitions.generations) for (const key of Object.keys(row.images)) known.add(key);
  const wrong = Object.keys(images).find((key) => !known.has(key));
  if (wrong !== undefined)
    throw new UsageError(`There is no image "${wrong}".`, `Known: ${[...known].sort().join(", ")}.`);
  return { ...chosen, ...images };
}
