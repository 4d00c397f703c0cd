import { spawnSync } from "node:child_process";

/** Shells to run the scripts with: `sh` of the host, and busybox, which is what the images have, where installed. */
export const shells: { name: string; command: string[] }[] = [
  { name: "sh", command: ["sh"] },
  ...(spawnSync("busybox", ["true"]).status === 0
    ? [{ name: "busybox sh", command: ["busybox", "sh"] }]
    : []),
];

/** True when the program is on the PATH. */
export function isInstalled(program: string): boolean {
  return spawnSync("sh", ["-c", `command -v ${program}`]).status === 0;
}
