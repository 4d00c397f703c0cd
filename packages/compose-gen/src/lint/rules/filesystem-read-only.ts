import type { Rule } from "../rule.ts";
import { eachService } from "./each-service.ts";

/** The root file system cannot be written. */
export const filesystemReadOnly: Rule = {
  id: "filesystem.read-only",
  title: "the root file system is read-only",
  severity: "error",
  why: "On a writable root an intruder replaces programs, and data lands in a layer that is lost with the container.",
  fix: "Set `read_only: true`; give each path that the program writes a volume, or a tmpfs with a size.",
  fixDefinition:
    "Set `runtime.readOnly: true` (the default) and give each path that the program writes a volume in `mounts`, or `runtime.tmpfs` with a size; or add the waiver `filesystem.read-only` with the reason.",
  references: ["CIS Docker Benchmark 5.13", "OWASP Docker Security Cheat Sheet RULE #8"],
  red: { compose: "services:\n  web:\n    tmpfs: [/tmp:size=16m]\n", without: ["read_only"] },
  green: { compose: "services:\n  web:\n    read_only: true\n    tmpfs: [/tmp:size=16m]\n" },
  check: (subject) =>
    eachService(subject, ({ readOnly }) =>
      readOnly
        ? []
        : [
            {
              path: "read_only",
              missing: readOnly === undefined,
              message: "has a writable root file system",
            },
          ],
    ),
};
