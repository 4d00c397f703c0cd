import type { Tmpfs } from "../model/runtime.ts";
import type { Service } from "../model/service.ts";
import type { ComposeMount } from "./compose-file.ts";
import { escapeDollars } from "./interpolation.ts";
import { byCodeUnit } from "./sorted.ts";

/** The volumes of a service, by their target. */
export function planMounts(service: Service): ComposeMount[] {
  return [...service.mounts]
    .sort((left, right) => byCodeUnit(left.target, right.target))
    .map((mount) => ({
      ...(mount.readOnly ? { read_only: true } : {}),
      source: mount.volume,
      target: escapeDollars(mount.target),
      type: "volume",
      ...(mount.noCopy ? { volume: { nocopy: true } } : {}),
    }));
}

/** A path in memory as Compose writes it: path and mount options. */
export function planTmpfs({ path, size, mode, uid, gid, exec }: Tmpfs): string {
  const options = [
    `size=${size}`,
    `mode=${mode}`,
    ...(uid === undefined ? [] : [`uid=${uid}`]),
    ...(gid === undefined ? [] : [`gid=${gid}`]),
    exec ? "exec" : "noexec",
    "nosuid",
    "nodev",
  ];
  return `${escapeDollars(path)}:${options.join(",")}`;
}
