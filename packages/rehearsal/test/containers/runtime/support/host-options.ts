const writable = {
  "/run": "size=1m,mode=1777",
  "/tmp": "size=16m,mode=1777",
  "/var/lib/letsencrypt": "size=16m,mode=0700",
  "/var/log": "size=16m,mode=0755",
  "/var/www/acme-challenge": "size=1m,mode=0755",
};
const capabilities = ["CHOWN", "KILL", "NET_BIND_SERVICE", "SETGID", "SETUID"];

/** The hardening of the rendered compose files, as arguments of `docker run`. */
export function hostOptions({ root }: { root: boolean }): string[] {
  const mounts = root ? Object.entries(writable) : Object.entries(writable).slice(0, 2);
  return [
    ...["--cap-drop", "ALL", "--security-opt", "no-new-privileges", "--read-only"],
    ...["--pids-limit", "128", "--memory", "512m", "--stop-timeout", "45"],
    ...(root ? capabilities.flatMap((name) => ["--cap-add", name]) : ["--user", "1001:1001"]),
    ...mounts.flatMap(([path, options]) => ["--tmpfs", `${path}:${options},noexec,nosuid,nodev`]),
  ];
}
