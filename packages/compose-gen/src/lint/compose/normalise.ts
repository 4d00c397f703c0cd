import { asList, asRecord, asTextRecord } from "./coerce.ts";
import type { LintDocument } from "./document.ts";
import { normaliseService } from "./service.ts";

/** A parsed Compose file with every service in one form. */
export function normalise(content: unknown): LintDocument {
  const file = asRecord(content);
  return {
    services: Object.entries(asRecord(file.services)).map(([name, service]) =>
      normaliseService(name, service, file),
    ),
    volumes: mapRecord(file.volumes, (volume) => ({ labels: asTextRecord(volume.labels) })),
    configs: mapRecord(file.configs, (config) => ({ inline: config.content !== undefined })),
    unresolved: asList(file.include).length > 0 ? ["include"] : [],
  };
}

function mapRecord<To>(value: unknown, map: (entry: Record<string, unknown>) => To): Record<string, To> {
  return Object.fromEntries(
    Object.entries(asRecord(value)).map(([key, entry]) => [key, map(asRecord(entry))]),
  );
}
