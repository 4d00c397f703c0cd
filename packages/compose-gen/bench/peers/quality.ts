import { spawnSync } from "node:child_process";
import { DCLinter } from "dclint";
import { parse } from "yaml";

interface Service {
  image?: string;
  healthcheck?: { test?: unknown; disable?: boolean };
  read_only?: boolean;
  cap_drop?: string[];
  security_opt?: string[];
}

/** How much of a Compose file is pinned by digest, has a health command, and is hardened: percent of its services. */
export function shares(text: string): { pinned: number; healthChecked: number; hardened: number } {
  const services = Object.values(
    (parse(text, { merge: true }) as { services: Record<string, Service> }).services,
  );
  const share = (good: (service: Service) => boolean) =>
    (100 * services.filter(good).length) / services.length;
  return {
    pinned: share(({ image }) => image?.includes("@sha256:") === true),
    healthChecked: share(({ healthcheck }) => healthcheck?.test !== undefined && !healthcheck.disable),
    hardened: share(
      ({ read_only, cap_drop, security_opt }) =>
        read_only === true &&
        cap_drop?.includes("ALL") === true &&
        security_opt?.some((option) => option.startsWith("no-new-privileges")) === true,
    ),
  };
}

/** Errors and warnings of dclint; without `rules` as it comes. */
export function dclintFindings(file: string, rules: Record<string, unknown> = {}): number {
  const linter = new DCLinter({ rules, quiet: false, debug: false, exclude: [] });
  const results: { errorCount: number; warningCount: number }[] = linter.lintFiles([file], false);
  return results.reduce((sum, { errorCount, warningCount }) => sum + errorCount + warningCount, 0);
}

/** Errors and warnings of `compose-gen lint`. */
export function ownFindings(cli: string, file: string): number {
  const { stdout } = spawnSync(process.execPath, [cli, "lint", "--file", file, "--format", "json"], {
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  const { summary } = JSON.parse(stdout) as { summary: { errors: number; warnings: number } };
  return summary.errors + summary.warnings;
}
