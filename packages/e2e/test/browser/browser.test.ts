import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { canUnshare, loopbackOnly } from "../../../devnet/test/journey/support/loopback-namespace.ts";
import { PROGRAM_MS } from "../support/limits.ts";
import { environment, processesIn } from "../support/place.ts";
import { executable } from "./chromium.ts";
import type { Report } from "./visits.ts";

const SCRIPT = join(import.meta.dirname, "visits.ts");

describe.skipIf(!executable || !canUnshare)(
  "a wallet's page over https in Chromium (needs Debian's chromium and unshare -n)",
  () => {
    let folder: string;
    let report: Report;

    // Chromium ends requests with ERR_NETWORK_CHANGED when an interface comes or goes, as those of other tests' containers do.
    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), "browser-"));
      const command = loopbackOnly(process.execPath, "--disable-warning=ExperimentalWarning", SCRIPT, folder);
      const options = { env: environment(folder), extendEnv: false, cwd: folder, stdin: "ignore" } as const;
      const { stdout } = await execa("unshare", command, { ...options, timeout: PROGRAM_MS });
      report = JSON.parse(stdout.split("\n").at(-1) ?? "");
    });
    afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

    test("mints a name, to which tokens can be sent", () => {
      const { title, said } = report.whole;
      expect(title, said).toBe("minted browser-alice");
      expect(report.funded).toBe("5");
    });

    test("mints none where the aggregator's answers have no CORS", () => {
      const { title, said } = report.withoutCors;
      expect(title, said).toBe(
        "failed: SphereError: Failed to mint nametag token: Submit failed: Failed to fetch",
      );
      for (const path of ["/.well-known/trust-base.json", "/"])
        expect(said).toContain(
          `Access to fetch at '${report.aggregatorWithoutCors}${path}' from origin '${report.origin}' has been blocked by CORS policy`,
        );
    });

    test("reaches nothing of this machine without the reader's permission", () => {
      const { title, said } = report.withoutPermission;
      expect(title, said).toContain("failed: Error: Failed to connect to ws://127.0.0.1:");
      expect(said).toContain("ERR_BLOCKED_BY_LOCAL_NETWORK_ACCESS_CHECKS");
    });

    test("had no network but loopback, and leaves no process", () => {
      expect(report.interfaces).toEqual(["lo"]);
      expect(processesIn(folder)).toEqual([]);
    });
  },
);
