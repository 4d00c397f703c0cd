import { holdsUserSecrets } from "../host-secrets.ts";
import type { Rule } from "../rule.ts";
import { eachService } from "./each-service.ts";

const sensitive = [
  "/boot",
  "/dev",
  "/etc",
  "/home",
  "/lib",
  "/proc",
  "/root",
  "/run",
  "/sys",
  "/usr",
  "/var",
];
/** Files that images commonly need from the host and that hold no secret. */
const harmless = new Set(["/etc/localtime", "/etc/timezone", "/etc/ssl/certs"]);

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
      mounts
        .filter(({ type, source, readOnly }) => type === "bind" && isSensitive(withoutEnd(source), readOnly))
        .map(({ source, readOnly, path }) => ({
          path,
          message: `mounts ${source} of the host${readOnly ? "" : ", writable"}`,
        })),
    ),
};

function withoutEnd(source: string): string {
  return source.replace(/(?<=.)\/+$/, "");
}

function isSensitive(path: string, readOnly: boolean): boolean {
  if ((readOnly && harmless.has(path)) || path.endsWith(".sock")) return false;
  if (path === "/" || holdsUserSecrets(path)) return true;
  return sensitive.some((folder) => path === folder || isBelow(path, folder));
}

/** Data below /var, /run and home folders may be the stack's own; the other folders belong to the system as a whole. */
function isBelow(path: string, folder: string): boolean {
  if (["/home", "/root", "/run", "/var"].includes(folder))
    return /^\/var\/(?:lib\/docker|run|log)$/.test(path);
  return path.startsWith(`${folder}/`);
}
