import type { DocumentPath } from "../finding.ts";
import { asList, asRecord, asSource, asText } from "./coerce.ts";
import type { HostPath, LintMount } from "./document.ts";

/** The secrets and configs of a service. Compose mounts their files as it mounts any other file of the host. */
export function normaliseFileMounts(
  service: Record<string, unknown>,
  path: DocumentPath,
  file: Record<string, unknown>,
): LintMount[] {
  return (["secrets", "configs"] as const).flatMap((kind) =>
    asList(service[kind]).map((item, index): LintMount => {
      const source = asText(item) ?? asText(asRecord(item).source) ?? "";
      const target = asText(asRecord(item).target) ?? (kind === "secrets" ? source : `/${source}`);
      return {
        type: kind === "secrets" ? "secret" : "config",
        source,
        host: fileOf(file, kind, source),
        target: target.startsWith("/") ? target : `/run/secrets/${target}`,
        readOnly: true,
        sized: false,
        path: [...path, kind, index],
      };
    }),
  );
}

/** The file of the host behind a secret or config of the top level, if there is one. */
export function fileOf(file: Record<string, unknown>, kind: "secrets" | "configs", name: string): HostPath[] {
  const known = asRecord(file[kind]);
  const source = Object.hasOwn(known, name) ? asSource(asRecord(known[name]).file) : undefined;
  return source === undefined ? [] : [{ source, path: [kind, name, "file"] }];
}
