import { composeFiles } from "../../backend/docker/files/rendered.ts";
import { type Finding, notApplicable, ok, warning } from "../finding.ts";
import { defineProbe } from "../probe.ts";

export interface OverrideFacts {
  /** Stack or container → the file on top of the rendered one. */
  files: readonly { of: string; path: string }[];
  /** Image key → reference that replaces the pin. */
  images: Readonly<Record<string, string>>;
  /** There is something that could have overrides. */
  rendered: boolean;
}

/** What differs from the stacks as they are rendered, so that a reader of the report knows. */
export function judgeOverrides({ files, images, rendered }: OverrideFacts): Finding[] {
  const swapped = Object.entries(images).map(([key, reference]) => {
    const next = "It stays until the instance is wiped; give the pin's own reference to go back.";
    return warning("IMAGE_REPLACED", `The image "${key}" is replaced.`, reference, next);
  });
  const changed = files.map(({ of, path }) => {
    const next = "Look there first when something differs from the documentation.";
    return warning("OVERRIDE_IN_USE", `${of} has an override file.`, path, next);
  });
  if (swapped.length + changed.length > 0) return [...swapped, ...changed];
  if (!rendered) return [notApplicable("Nothing is rendered.", "no stack in containers")];
  return [ok("OVERRIDES", "Stacks run as they are rendered.", "no override file, no replaced image")];
}

export const overridesProbe = defineProbe<OverrideFacts>({
  name: "overrides",
  title: "Overrides",
  async gather(sight) {
    const { state, paths } = sight;
    const ours = (await sight.engine()).reachable ? await sight.ours() : [];
    const docker = "state" in state && state.state?.backend === "docker" ? state.state : undefined;
    const own = (docker?.parts ?? []).map((stack) => ({
      of: stack,
      path: composeFiles(paths, stack).override,
    }));
    const composed = ours.map(({ labels }) => ({
      of: `project ${labels["com.docker.compose.project"]}`,
      path: (labels["com.docker.compose.project.config_files"] ?? "").split(",").slice(1).join(", "),
    }));
    const all = [...own, ...composed].flatMap(({ of, path }) => (path ? [{ of, path }] : []));
    const files = [...new Map(all.map((one) => [one.path, one])).values()];
    return { files, images: docker?.images ?? {}, rendered: docker !== undefined || ours.length > 0 };
  },
  judge: judgeOverrides,
});
