import type { DocumentPath } from "../finding.ts";
import { asFlag, asList, asRecord, asText } from "./coerce.ts";
import type { LintHook } from "./document.ts";
import { normaliseEnvironment } from "./environment.ts";
import { normaliseWords } from "./words.ts";

/** The commands that Compose runs in a container besides its own (Compose specification: lifecycle hooks). */
export function normaliseHooks(service: Record<string, unknown>, path: DocumentPath): LintHook[] {
  return (["post_start", "pre_stop"] as const).flatMap((kind) =>
    asList(service[kind]).map((item, index) => {
      const hook = asRecord(item);
      const at = [...path, kind, index];
      return {
        kind,
        user: asText(hook.user),
        privileged: asFlag(hook.privileged),
        command: normaliseWords(hook.command),
        environment: normaliseEnvironment(hook.environment, [...at, "environment"]),
        path: at,
      };
    }),
  );
}
