import { spawnSync } from "node:child_process";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { ConfigOptions } from "../../src/registration/config/options.ts";
import { renderConfig } from "../../src/registration/config/render.ts";
import { writeConfig } from "../../src/registration/config/write.ts";
import type { Route } from "../../src/registration/registration.ts";
import { temporaryFolder } from "./support/api.ts";
import { routes } from "./support/routes.ts";

const hasHaproxy = spawnSync("haproxy", ["-v"]).status === 0;
const run = hasHaproxy || process.env.CI === "true";

/** Skipped by name where HAProxy is missing; in CI it runs and fails instead. */
function withHaproxy(name: string, body: () => Promise<void>): void {
  if (run) test(name, body);
  else test.skip(`${name} (skipped: haproxy is not installed)`, body);
}

/** What `haproxy -c` says about a configuration; its warnings count as errors. */
async function check(folder: string, list: Route[], extra: Partial<ConfigOptions> = {}) {
  const [confDir, mapsDir] = [join(folder, "conf.d"), join(folder, "maps")];
  const options = { mapsDir, adminSocket: join(folder, "h.sock"), checkInterval: "2s", ...extra };
  await writeConfig(renderConfig(list, options), confDir, mapsDir);
  const { status, stdout, stderr } = spawnSync("haproxy", ["-c", "-dW", "-f", confDir], { encoding: "utf8" });
  return status === 0 ? "valid" : `${stdout}${stderr}`;
}

withHaproxy(
  "HAProxy takes the configuration without a route, with a tunnel time-out and with another interval",
  async () => {
    const folder = temporaryFolder();
    expect(await check(folder, [])).toBe("valid");
    expect(await check(folder, [], { timeoutTunnel: "300s", checkInterval: "10s" })).toBe("valid");
  },
);

withHaproxy("HAProxy takes every set of routes that the API accepts, without a warning", async () => {
  const folder = temporaryFolder();
  await fc.assert(
    fc.asyncProperty(routes, async (list) => {
      expect(await check(folder, list)).toBe("valid");
    }),
    { numRuns: 25 },
  );
});

withHaproxy("HAProxy refuses what it does not know, so that the check can fail", async () => {
  expect(await check(temporaryFolder(), [], { checkInterval: "2s", timeoutTunnel: "soon" })).toContain(
    "timeout tunnel",
  );
});
