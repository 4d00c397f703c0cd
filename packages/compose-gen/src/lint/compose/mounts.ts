import type { DocumentPath } from "../finding.ts";
import { asFlag, asList, asRecord, asSource, asText } from "./coerce.ts";
import type { HostPath, LintMount } from "./document.ts";
import { normaliseFileMounts } from "./file-mounts.ts";
import { sizesMemory } from "./limits.ts";
import { volumeHostPaths } from "./volume-driver.ts";

/** Everything under `volumes`, `tmpfs`, `secrets` and `configs` of a service, in short or long form. */
export function normaliseMounts(
  service: Record<string, unknown>,
  path: DocumentPath,
  file: Record<string, unknown>,
): LintMount[] {
  const volumes = asList(service.volumes).map((item, index) => {
    const at = [...path, "volumes", index];
    const text = asSource(item);
    const mount = text === undefined ? longMount(asRecord(item), at) : shortMount(text, at);
    return { ...mount, host: hostPaths(mount, file) };
  });
  const tmpfs = asList(service.tmpfs).flatMap((item, index) => {
    const text = asText(item);
    if (text === undefined) return [];
    const [target = "", options = ""] = text.split(":", 2);
    const at = Array.isArray(service.tmpfs) ? [...path, "tmpfs", index] : [...path, "tmpfs"];
    const sizes = [...options.matchAll(/(?:^|,)size=([^,]*)/g)].map(([, size = ""]) => size);
    return [{ ...tmpfsMount(target, sizesMemory(sizes.at(-1)), at), host: [] }];
  });
  return [...volumes, ...tmpfs, ...normaliseFileMounts(service, path, file)];
}

/** A mount before it is known what of the host is behind it. */
type BareMount = Omit<LintMount, "host">;

function hostPaths({ type, source, path }: BareMount, { volumes }: Record<string, unknown>): HostPath[] {
  if (type === "volume") return volumeHostPaths(asRecord(volumes), source);
  return type !== "tmpfs" && source !== "" ? [{ source, path }] : [];
}

function shortMount(text: string, path: DocumentPath): BareMount {
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

function longMount(mount: Record<string, unknown>, path: DocumentPath): BareMount {
  const target = asText(mount.target) ?? "";
  const kind = asText(mount.type) ?? "volume";
  if (kind === "tmpfs") return tmpfsMount(target, sizesMemory(asRecord(mount.tmpfs).size), path);
  return {
    type: kind === "volume" || kind === "bind" ? kind : "other",
    source: asSource(mount.source) ?? "",
    target,
    readOnly: asFlag(mount.read_only),
    sized: false,
    path,
  };
}

function tmpfsMount(target: string, sized: boolean, path: DocumentPath): BareMount {
  return { type: "tmpfs", source: "", target, readOnly: false, sized, path };
}

/** Compose takes a source that starts like a path for one, anything else for the name of a volume. */
function isHostPath(source: string): boolean {
  return /^(?:[./~$]|[A-Za-z]:[\\/])/.test(source);
}
