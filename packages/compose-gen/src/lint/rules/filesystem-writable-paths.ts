import { own } from "../../own.ts";
import type { LintDocument, LintMount, LintService } from "../compose/document.ts";
import type { DocumentPath } from "../finding.ts";
import type { Rule } from "../rule.ts";
import { eachService } from "./each-service.ts";

/** What may be written is limited, has one owner per path, and survives where it should. */
export const filesystemWritablePaths: Rule = {
  id: "filesystem.writable-paths",
  title: "writable paths are limited in size, do not hide each other, and are not lost with the container",
  severity: "error",
  why: "A tmpfs without a size may fill the host's memory; of two mounts on one path only one is seen; an anonymous volume is a new, empty one for the next container; inline configs cannot be copied into a read-only container, which then does not start (docker/compose issue 12031).",
  fix: "Give each tmpfs a `size=`, each mount its own path, and each volume a name; put inline files into the image or a script of the entrypoint.",
  fixDefinition:
    "Give each mount its own `target`, each `runtime.tmpfs` a size, and each volume a name; pass inline `files` of a read-only container as a script of the entrypoint.",
  references: ["CIS Docker Benchmark 5.11", "OWASP Docker Security Cheat Sheet RULE #8"],
  red: { compose: "services:\n  web:\n    tmpfs:\n      - /tmp\n" },
  green: { compose: "services:\n  web:\n    tmpfs:\n      - /tmp:size=16m\n" },
  check: (subject) =>
    eachService(subject, (service) => [
      ...service.mounts.flatMap((mount) => mountMistakes(mount, service)),
      ...inlineConfigs(service, subject.document),
    ]),
};

interface Mistake {
  path: DocumentPath;
  message: string;
}

function mountMistakes(mount: LintMount, { mounts }: LintService): Mistake[] {
  const { type, source, target, sized, path } = mount;
  const messages: string[] = [];
  if (type === "tmpfs" && !sized) messages.push(`has a tmpfs at ${target} that may take all memory`);
  if (type === "volume" && source === "")
    messages.push(`keeps ${target} in an anonymous volume, which the next container does not get`);
  const first = mounts.find((other) => normal(other.target) === normal(target));
  if (first !== mount) messages.push(`mounts two things at ${target}`);
  return messages.map((message) => ({ path, message }));
}

function inlineConfigs({ readOnly, mounts }: LintService, document: LintDocument): Mistake[] {
  return mounts
    .filter(
      ({ type, source }) =>
        readOnly && type === "config" && own(document.configs, source)?.content !== undefined,
    )
    .map(({ source, path }) => ({
      path,
      message: `gets the inline config "${source}", which cannot be copied into a read-only container`,
    }));
}

function normal(path: string): string {
  return path.length > 1 ? path.replace(/\/+$/, "") : path;
}
