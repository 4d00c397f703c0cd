import { asFlag, asList, asRecord, asSource, asTextRecord } from "./coerce.ts";
import type { LintDocument, LintVolume } from "./document.ts";
import { normaliseService } from "./service.ts";
import { withVolumesOfOthers } from "./volumes-from.ts";

/** A parsed Compose file with every service in one form. */
export function normalise(content: unknown): LintDocument {
  const file = asRecord(content);
  return {
    services: withVolumesOfOthers(
      Object.entries(asRecord(file.services)).map(([name, service]) => normaliseService(name, service, file)),
    ),
    volumes: mapRecord(file.volumes, (volume, key) => normaliseVolume(volume, key, asSource(file.name))),
    configs: mapRecord(file.configs, (config) => ({ content: asSource(config.content) })),
    unresolved: asList(file.include).length > 0 ? ["include"] : [],
  };
}

function normaliseVolume(volume: Record<string, unknown>, key: string, project = ""): LintVolume {
  const external = asRecord(volume.external);
  const name = asSource(volume.name) ?? asSource(external.name);
  const isExternal = asFlag(volume.external) || Object.keys(external).length > 0;
  return {
    labels: asTextRecord(volume.labels),
    engineName: name ?? (isExternal ? key : `${project}_${key}`),
  };
}

function mapRecord<To>(
  value: unknown,
  map: (entry: Record<string, unknown>, key: string) => To,
): Record<string, To> {
  return Object.fromEntries(
    Object.entries(asRecord(value)).map(([key, entry]) => [key, map(asRecord(entry), key)]),
  );
}
