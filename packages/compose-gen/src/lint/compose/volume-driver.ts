import { asRecord, asSource } from "./coerce.ts";
import type { HostPath } from "./document.ts";

/** Their paths are those of another machine. */
const remote = new Set(["nfs", "nfs4", "cifs", "smb3"]);
/** File systems that the kernel makes up: mounted, they are what the folder of the host is. */
const kernel = new Map([
  ["proc", "/proc"],
  ["sysfs", "/sys"],
  ["devtmpfs", "/dev"],
  ["devpts", "/dev/pts"],
  ["cgroup", "/sys/fs/cgroup"],
  ["cgroup2", "/sys/fs/cgroup"],
  ["debugfs", "/sys/kernel/debug"],
  ["tracefs", "/sys/kernel/tracing"],
  ["securityfs", "/sys/kernel/security"],
  ["bpf", "/sys/fs/bpf"],
]);

/**
 * What of the host a named volume is. The driver `local` hands `type`, `o` and `device` to mount(2): a bind, an overlay, a
 * disk. Paths in the options of another driver are taken for ones of the host as well.
 */
export function volumeHostPaths(volumes: Record<string, unknown>, name: string): HostPath[] {
  if (!Object.hasOwn(volumes, name)) return [];
  const options = asRecord(asRecord(volumes[name]).driver_opts);
  const type = asSource(options.type)?.trim().toLowerCase() ?? "";
  if (remote.has(type)) return [];
  const texts = Object.values(options).map((option) => asSource(option) ?? "");
  const paths = texts
    .flatMap((text) => text.split(/[,=]|:(?=\/)/))
    .filter((text) => /^(?:[/~$.]|[A-Za-z]:[\\/])/.test(text));
  const path = ["volumes", name, "driver_opts"];
  const made = kernel.get(type);
  return [...paths, ...(made === undefined ? [] : [made])].map((source) => ({ source, path }));
}
