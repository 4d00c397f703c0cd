import type { DocumentPath } from "../finding.ts";
import { asFlag, asList, asRecord, asText } from "./coerce.ts";
import type { LintMount } from "./document.ts";
import { withDefaults } from "./variables.ts";

/** Everything under `volumes` and `tmpfs` of a service, in short or long form. */
export function normaliseMounts(service: Record<string, unknown>, path: DocumentPath): LintMount[] {
  const volumes = asList(service.volumes).map((item, index) => {
    const at = [...path, "volumes", index];
    const text = asSource(item);
    return text === undefined ? longMount(asRecord(item), at) : shortMount(text, at);
  });
  const tmpfs = asList(service.tmpfs).flatMap((item, index) => {
    const text = asText(item);
    if (text === undefined) return [];
    const [target = "", options = ""] = text.split(":", 2);
    const at = Array.isArray(service.tmpfs) ? [...path, "tmpfs", index] : [...path, "tmpfs"];
    return [tmpfsMount(target, /(?:^|,)size=/.test(options), at)];
  });
  return [...volumes, ...tmpfs];
}

function shortMount(text: string, path: DocumentPath): LintMount {
  const drive = /^[A-Za-z]:[\\/]/.test(text) ? text.slice(0, 2) : "";
  const [first = "", second, mode = ""] = text.slice(drive.length).split(":", 3);
  const source = drive + first;
  if (second === undefined)
    return { type: "volume", source: "", target: source, readOnly: false, sized: false, path };
  const readOnly = mode.split(",").includes("ro");
  return {
    type: isHostPath(source) ? "bind" : "volume",
    source,
    target: second,
    readOnly,
    sized: false,
    path,
  };
}

function longMount(mount: Record<string, unknown>, path: DocumentPath): LintMount {
  const target = asText(mount.target) ?? "";
  const kind = asText(mount.type) ?? "volume";
  if (kind === "tmpfs") return tmpfsMount(target, asRecord(mount.tmpfs).size !== undefined, path);
  return {
    type: kind === "volume" || kind === "bind" ? kind : "other",
    source: asSource(mount.source) ?? "",
    target,
    readOnly: asFlag(mount.read_only),
    sized: false,
    path,
  };
}

function tmpfsMount(target: string, sized: boolean, path: DocumentPath): LintMount {
  return { type: "tmpfs", source: "", target, readOnly: false, sized, path };
}

/** Text in which a variable without a default stays visible: `$HOME/.ssh` is no `/.ssh`. */
function asSource(value: unknown): string | undefined {
  return typeof value === "string" ? withDefaults(value, "name").text : asText(value);
}

/** Compose takes a source that starts like a path for one, anything else for the name of a volume. */
function isHostPath(source: string): boolean {
  return /^(?:[./~$]|[A-Za-z]:[\\/])/.test(source);
}
