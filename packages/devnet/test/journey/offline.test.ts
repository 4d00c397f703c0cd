import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { describe, expect, it } from "vitest";

/** Ways into a network namespace: as root, or as a user where the kernel allows it. */
const unshareFlags = [["-n"], ["-r", "-n"]].find((flags) => {
  try {
    execFileSync("unshare", [...flags, "ip", "link", "set", "lo", "up"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
});
const script = join(import.meta.dirname, "support", "offline-journey.ts");

describe("in a network namespace with loopback only", () => {
  it.skipIf(!unshareFlags)("the whole journey passes (needs unshare -n)", async () => {
    const folder = mkdtempSync(join(tmpdir(), "offline-"));
    try {
      const command = 'ip link set lo up && exec "$0" "$1" "$2"';
      const { stdout } = await execa(
        "unshare",
        [...(unshareFlags ?? []), "sh", "-c", command, process.execPath, script, folder],
        { timeout: 25_000 },
      );
      const report = JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
      expect(report).toMatchObject({ interfaces: ["lo"], resolvesNames: false });
      expect(Object.keys(report.times)).toContain("write both ways");
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
