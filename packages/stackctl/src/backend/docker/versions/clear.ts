import type { Operation } from "../../backend.ts";
import { judgeContainer } from "../containers/judge.ts";
import { readLabels } from "../images/labels.ts";
import { stopContainers } from "../take-down.ts";
import { findContainer } from "../view.ts";
import { type Look, planOf } from "./look.ts";

/**
 * Removes sick containers of another version than the one that is about to be started: they would be taken for those that
 * are waited for, until Compose has replaced them. Good ones go on until then.
 */
export async function removeSick(operation: Operation, look: Look, target: Parameters<typeof planOf>[2]) {
  const { docker, containers } = look;
  const { parts } = planOf(operation, look, target);
  const rows = parts.flatMap((part) =>
    part.stack.services.flatMap(({ name, kind }) => {
      const container = findContainer(containers, part, name);
      const image = part.plan.compose.services[name]?.image;
      return container && image !== undefined ? [{ kind, container, image }] : [];
    }),
  );
  const labels = await readLabels(
    docker,
    rows.map(({ image }) => image),
  );
  const sick = rows.filter(({ kind, container, image }) => {
    const other = labels.get(image)?.id !== container.imageId;
    return other && judgeContainer(kind, container).state !== "good";
  });
  await stopContainers(
    operation,
    docker,
    sick.map(({ container }) => container),
  );
}
