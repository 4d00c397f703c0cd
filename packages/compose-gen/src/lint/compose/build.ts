import type { DocumentPath } from "../finding.ts";
import { asFlag, asList, asPairs, asRecord, asSource, asText, asTexts } from "./coerce.ts";
import type { HostPath, LintBuild } from "./document.ts";
import { normaliseEnvironment } from "./environment.ts";
import { fileOf } from "./file-mounts.ts";

/** What a service builds its image from, and what the build gets of the host; `undefined` when it builds none. */
export function normaliseBuild(
  value: unknown,
  path: DocumentPath,
  file: Record<string, unknown>,
): LintBuild | undefined {
  if (value === undefined || value === null) return undefined;
  const build = asRecord(value);
  const context = asSource(value) ?? asSource(build.context) ?? ".";
  const contexts = asPairs(build.additional_contexts).map(({ key, value: source }) => ({
    source: asSource(source) ?? "",
    path: [...path, "additional_contexts", key],
  }));
  return {
    contexts: [{ source: context, path: [...path, "context"] }, ...contexts],
    bases: basesOf(asSource(build.dockerfile_inline) ?? "").map((image) => ({
      image,
      path: [...path, "dockerfile_inline"],
    })),
    privileged: asFlag(build.privileged),
    network: asText(build.network),
    entitlements: asTexts(build.entitlements),
    agent: asList(build.ssh).length > 0 || Object.keys(asRecord(build.ssh)).length > 0,
    secretFiles: asList(build.secrets).flatMap((item): HostPath[] =>
      fileOf(file, "secrets", asText(item) ?? asText(asRecord(item).source) ?? ""),
    ),
    args: normaliseEnvironment(build.args, [...path, "args"]),
    path,
  };
}

/** The images that a Dockerfile starts from or copies from; its own stages are none. */
function basesOf(dockerfile: string): string[] {
  const stages = new Set<string>(["scratch"]);
  return dockerfile.split(/\r?\n/).flatMap((line) => {
    const [, from, stage] = /^\s*FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?/i.exec(line) ?? [];
    const [, copied] = /^\s*(?:COPY|ADD|RUN)\s.*?(?:--from=|[,=]from=)([^\s,]+)/i.exec(line) ?? [];
    const image = from ?? copied;
    const known = image === undefined || stages.has(image.toLowerCase()) || /^[0-9]+$/.test(image);
    if (stage !== undefined) stages.add(stage.toLowerCase());
    return known ? [] : [image];
  });
}
