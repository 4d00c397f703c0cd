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

/**
 * A path in memory as Compose writes it: path and mount options. Unless it says otherwise it belongs to the user of the
 * service: where the image has the folder already, runc 1.1 gives the mount that folder's mode and not the one asked for.
 */
export function planTmpfs({ path, size, mode, exec, ...given }: Tmpfs, user: string | undefined): string {
  const owner = /^([0-9]+)(?::([0-9]+))?$/.exec(user ?? "");
  const numeric = owner?.[1] === "0" ? undefined : owner;
  const uid = given.uid ?? numeric?.[1];
  const gid = given.gid ?? numeric?.[2];
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
