import { execFileSync } from "node:child_process";

/** Ways into a network namespace: as root, or as a user where the kernel allows it. */
const flags = [["-n"], ["-r", "-n"]].find((flags) => {
  try {
    execFileSync("unshare", [...flags, "ip", "link", "set", "lo", "up"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
});

/** Whether this process may make a network namespace. */
export const canUnshare = flags !== undefined;

/** Arguments of `unshare` that run a command where nothing but loopback exists. */
export function loopbackOnly(...command: string[]): string[] {
  return [...(flags ?? []), "sh", "-c", 'ip link set lo up && exec "$0" "$@"', ...command];
}
