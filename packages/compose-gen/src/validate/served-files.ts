import type { Route } from "../model/route.ts";
import type { Service } from "../model/service.ts";
import type { Stack } from "../model/stack.ts";
import type { Volume } from "../model/volume.ts";
import { own } from "../own.ts";

type FileTarget = Exclude<Route["target"], string>;

/** Parts of every container that tell about it or hold what it must keep to itself. */
const hidden = ["/proc", "/sys", "/dev", "/etc", "/root", "/boot", "/run/secrets", "/var/run"];

const remedy = "export what may be seen to a volume of class public";

/**
 * Why the files of a route must not be served; `undefined` when they may. What may is in a volume or in memory of the
 * service: there nothing of the image, the system or a neighbour can turn up.
 */
export function refusalToServe(stack: Stack, service: Service, target: FileTarget): string | undefined {
  const path = "file" in target ? target.file : target.folder;
  for (const { volume: name, target: mounted } of service.mounts) {
    const volume = own(stack.volumes, name);
    const refusal = volume && overlap(path, mounted) && refusalOf(volume, name);
    if (refusal) return `${refusal}: ${remedy}`;
  }
  const system = hidden.find((folder) => overlap(path, folder));
  if (system !== undefined)
    return `shows ${path === "/" ? "the whole container" : system}, which nobody outside may see: ${remedy}`;
  const places = [
    ...service.mounts.map((mount) => mount.target),
    ...service.runtime.tmpfs.map((tmpfs) => tmpfs.path),
    ...service.files.map((file) => file.path),
  ];
  if (places.some((place) => within(path, place))) return undefined;
  return `is in no volume of ${service.name}: mount one of class public there`;
}

/** What keeps a volume from being served. */
function refusalOf({ class: kind, engine }: Volume, name: string): string | undefined {
  if (kind === "keys" || kind === "certs") return `shows files of the volume "${name}" of class ${kind}`;
  if (kind === "state" && engine !== "files") return `shows the ${engine} database in the volume "${name}"`;
  return undefined;
}

function overlap(left: string, right: string): boolean {
  return within(left, right) || within(right, left);
}

function within(path: string, folder: string): boolean {
  return folder === "/" || path === folder || path.startsWith(`${folder}/`);
}
