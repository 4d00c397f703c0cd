import { isSensitivePath } from "../../model/sensitive-path.ts";
import type { Rule } from "../rule.ts";
import { eachService } from "./each-service.ts";
import { leadsToEngine } from "./privileges-docker-socket.ts";

/** Folders of the host's system, and the keys of its users, stay outside. */
export const filesystemSensitiveBind: Rule = {
  id: "filesystem.sensitive-bind",
  title: "no system folder of the host and no folder of a user's keys is mounted",
  severity: "error",
  why: "Whoever writes /etc, /usr or /var of the host owns it; whoever reads them knows its passwords, keys and other containers' data. A home folder has the keys of its user for other machines (.ssh, .docker, .aws, .gnupg).",
  fix: "Use a named volume, or copy the one file that is needed beside the Compose file and mount that read-only.",
  fixDefinition: "Remove it from `compose: {…}`; use a volume of the stack in `mounts`.",
  references: ["CIS Docker Benchmark 5.6", "OWASP Docker Security Cheat Sheet RULE #8"],
  red: { compose: "services:\n  web:\n    volumes:\n      - /etc:/host-etc:ro\n" },
  green: { compose: "services:\n  web:\n    volumes:\n      - ./web.conf:/etc/web.conf:ro\n" },
  check: (subject) =>
    eachService(subject, ({ mounts }) =>
      mounts.flatMap(({ host, target, readOnly }) =>
        host
          .filter(({ source }) => isSensitivePath(source, readOnly) && !leadsToEngine(source, target))
          .map(({ source, path }) => ({
            path,
            message: `mounts ${source} of the host${readOnly ? "" : ", writable"}`,
          })),
      ),
    ),
};
