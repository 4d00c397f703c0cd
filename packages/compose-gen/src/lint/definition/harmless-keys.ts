/** Raw Compose keys that need no waiver, with why. */
interface HarmlessKeys {
  why: string;
  /** Steps from the service, or from the top of the file, joined with dots; `*` is any name. What is inside belongs to them. */
  keys: readonly string[];
}

/** Keys of a service. */
const ofService: readonly HarmlessKeys[] = [
  {
    why: "The model has the same field, and the rules judge the value in either form.",
    keys: [
      "cap_add",
      "cap_drop",
      "command",
      "cpus",
      "depends_on",
      "entrypoint",
      "environment",
      "extra_hosts",
      "healthcheck",
      "hostname",
      "image",
      "init",
      "labels",
      "logging.options",
      "mem_limit",
      "pids_limit",
      "ports",
      "read_only",
      "restart",
      "shm_size",
      "stop_grace_period",
      "user",
      "working_dir",
    ],
  },
  {
    why: "Each value that weakens something breaks a rule of its own: a second waiver would say nothing more.",
    keys: [
      "build",
      "cgroup",
      "deploy.resources.reservations.devices",
      "device_cgroup_rules",
      "devices",
      "gpus",
      "ipc",
      "oom_kill_disable",
      "oom_score_adj",
      "pid",
      "privileged",
      "use_api_socket",
      "uts",
    ],
  },
  {
    why: "They share out processor, memory and disk below the limits.",
    keys: [
      "blkio_config",
      "cpu_count",
      "cpu_percent",
      "cpu_period",
      "cpu_quota",
      "cpu_shares",
      "cpuset",
      "deploy.replicas",
      "deploy.resources.limits",
      "deploy.resources.reservations.cpus",
      "deploy.resources.reservations.memory",
      "mem_reservation",
      "mem_swappiness",
      "memswap_limit",
      "scale",
      "storage_opt",
      "ulimits",
    ],
  },
  {
    why: "They say how the container is called, started, stopped and found, not what it may do.",
    keys: [
      "attach",
      "domainname",
      "expose",
      "platform",
      "profiles",
      "pull_policy",
      "stdin_open",
      "stop_signal",
      "tty",
    ],
  },
];

/** Keys of the top level. */
const ofFile: readonly HarmlessKeys[] = [
  {
    why: "Compose ignores it.",
    keys: ["version"],
  },
  {
    why: "They give a network addresses and marks; who is on it does not change.",
    keys: ["networks.*.enable_ipv4", "networks.*.enable_ipv6", "networks.*.ipam", "networks.*.labels"],
  },
];

const patterns = {
  service: ofService.flatMap(({ keys }) => keys),
  file: ofFile.flatMap(({ keys }) => keys),
};

/**
 * The part of a raw key that is known to be harmless, or `undefined`; keys of extensions (`x-…`) always are.
 *
 * @param steps from the service, or from the top of the file
 */
export function harmlessPart(
  of: "service" | "file",
  steps: readonly string[],
): readonly string[] | undefined {
  if (steps[0]?.startsWith("x-")) return steps.slice(0, 1);
  const known = patterns[of].map((pattern) => pattern.split("."));
  const found = known.find((parts) => parts.every((part, at) => part === "*" || part === steps[at]));
  return found && steps.length >= found.length ? steps.slice(0, found.length) : undefined;
}
