import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { describe, expect, it } from "vitest";
import { canUnshare, loopbackOnly } from "./support/loopback-namespace.ts";

const script = join(import.meta.dirname, "support", "offline-journey.ts");

describe("in a network namespace with loopback only", () => {
  it.skipIf(!canUnshare)("the whole journey passes (needs unshare -n)", async () => {
    const folder = mkdtempSync(join(tmpdir(), "offline-"));
    try {
      const { stdout } = await execa("unshare", loopbackOnly(process.execPath, script, folder), {
        timeout: 100_000,
      });
      const report = JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
      expect(report).toMatchObject({ interfaces: ["lo"], resolvesNames: false });
      expect(Object.keys(report.times)).toContain("write both ways");
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
