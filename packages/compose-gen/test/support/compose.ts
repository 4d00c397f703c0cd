import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const present = spawnSync("docker", ["compose", "version"], { timeout: 60_000 }).status === 0;

/** Why the suites that need Docker Compose are skipped here; in CI they must run. */
export const skipped = !present && !process.env.CI;

/** What `docker compose config --format json` answers for a file with this text, and the folder that it lay in. */
export function composeConfig(text: string, environment: Record<string, string> = {}) {
  const directory = mkdtempSync(join(tmpdir(), "compose-gen-"));
  try {
    const file = join(directory, "compose.yml");
    writeFileSync(file, text);
    const output = execFileSync("docker", ["compose", "-f", file, "config", "--format", "json"], {
      encoding: "utf8",
      env: { PATH: process.env.PATH, HOME: directory, ...environment },
      maxBuffer: 256 * 1024 * 1024,
    });
    return { config: JSON.parse(output) as Record<string, unknown>, directory };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
