import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Debian with a real PostgreSQL and busybox; the database's user has the number that the official image gives it. */
const script = `
set -eu
debootstrap --variant=minbase --include=postgresql,busybox-static trixie "$1" >"$1.log" 2>&1 || { tail -n 20 "$1.log" >&2; exit 1; }
sed -i 's/^postgres:x:[0-9]*:[0-9]*:/postgres:x:999:999:/' "$1/etc/passwd"
sed -i 's/^postgres:x:[0-9]*:/postgres:x:999:/' "$1/etc/group"
tar -C "$1" -c --exclude=./var/cache/apt --exclude=./var/lib/apt/lists --exclude=./usr/share/doc \\
  --exclude='./usr/lib/*/libLLVM*' --exclude=./dev . | docker import - "$2" >/dev/null
`;

/** Named after what it is made of: one that is there already is used, and left for the next run. */
export const debianImage = `compose-gen-test-debian:${createHash("sha256").update(script).digest("hex").slice(0, 12)}`;

/** What this machine lacks for the image; `undefined` when it can be used or made. */
export function lackForDebianImage(): string | undefined {
  if (spawnSync("docker", ["version"], { timeout: 60_000 }).status !== 0) return "a Docker engine";
  if (hasImage()) return undefined;
  if (spawnSync("debootstrap", ["--version"]).error) return "debootstrap";
  if (asRoot.length > 0 && spawnSync("sudo", ["-n", "true"]).status !== 0) return "root or sudo";
  return undefined;
}

/** Makes the image unless it is there: about a minute and a half. */
export function ensureDebianImage(): void {
  if (hasImage()) return;
  const folder = mkdtempSync(join(tmpdir(), "compose-gen-debian-"));
  try {
    const [program = "sh", ...args] = [
      ...asRoot,
      "sh",
      "-c",
      script,
      "sh",
      join(folder, "root"),
      debianImage,
    ];
    execFileSync(program, args, { stdio: ["ignore", "ignore", "inherit"], timeout: 480_000 });
  } finally {
    const [program = "rm", ...args] = [...asRoot, "rm", "-rf", "--one-file-system", folder];
    execFileSync(program, args);
    rmSync(folder, { recursive: true, force: true });
  }
}

const asRoot = process.getuid?.() === 0 ? [] : ["sudo", "-n"];

function hasImage(): boolean {
  return spawnSync("docker", ["image", "inspect", debianImage]).status === 0;
}
