import type { DocumentPath } from "../finding.ts";
import { asTexts } from "./coerce.ts";
import type { LintMount, LintService } from "./document.ts";

/** `volumes_from` of a service: `service[:ro]`, `container:name[:ro]`. */
export function normaliseVolumesFrom(value: unknown, path: DocumentPath): LintService["volumesFrom"] {
  return asTexts(value).map((text, index) => {
    const [first = "", ...rest] = text.split(":");
    return {
      service: first === "container" ? undefined : first,
      readOnly: rest.at(-1) === "ro",
      path: [...path, index],
    };
  });
}

/** The services with the volumes that they take from others, and those from yet others. */
export function withVolumesOfOthers(services: readonly LintService[]): LintService[] {
  const named = new Map(services.map((service) => [service.name, service]));
  const mountsOf = (service: LintService, around: readonly LintService[]): LintMount[] => {
    if (around.includes(service)) return [];
    const taken = service.volumesFrom.flatMap(({ service: name, readOnly, path }) => {
      const other = name === undefined ? undefined : named.get(name);
      const mounts = other ? mountsOf(other, [...around, service]) : [];
      return mounts
        .filter(({ type }) => type === "volume" || type === "bind")
        .map((mount) => ({ ...mount, readOnly: readOnly || mount.readOnly, path }));
    });
    const own = new Set(service.mounts.map(({ target }) => target));
    return [...service.mounts, ...taken.filter(({ target }) => !own.has(target))];
  };
  return services.map((service) =>
    service.volumesFrom.length === 0 ? service : { ...service, mounts: mountsOf(service, []) },
  );
}
