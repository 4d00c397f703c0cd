import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { onTestFinished } from "vitest";
import { serviceRuntimeFolder } from "../../src/index.ts";

/** The runtime's functions in a bash on this machine, with folders of their own. */
export interface Runtime {
  /** Holds `state`, `tmp` and `letsencrypt`. */
  folder: string;
  /** Runs a script after the libraries; `libraries` are further ones by name. */
  bash(script: string, environment?: Record<string, string>, libraries?: string[]): Promise<Ended>;
}

export interface Ended {
  exitCode: number | undefined;
  stdout: string;
  stderr: string;
}

/** A {@link Runtime} whose folders are removed at the end of the test. */
export function startRuntime(): Runtime {
  const folder = mkdtempSync(join(tmpdir(), "service-runtime-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const name of ["tmp", "letsencrypt"]) mkdirSync(join(folder, name));
  const own = {
    PATH: process.env.PATH ?? "",
    SERVICE_RUNTIME_STATE: join(folder, "state"),
    SERVICE_RUNTIME_TEMPORARY: join(folder, "tmp"),
    SERVICE_RUNTIME_LETSENCRYPT: join(folder, "letsencrypt"),
    SERVICE_CONFIGURATION: join(folder, "service.sh"),
  };
  return {
    folder,
    async bash(script, environment = {}, libraries = []) {
      const sources = ["runtime", ...libraries].map(
        (name) => `source ${serviceRuntimeFolder}/lib/${name}.sh`,
      );
      const text = ["set -euo pipefail", ...sources, "prepare_state", script].join("\n");
      const { exitCode, stdout, stderr } = await execa("bash", ["-c", text], {
        env: { ...own, ...environment },
        extendEnv: false,
        reject: false,
        stdin: "ignore",
        timeout: 100_000,
      });
      return { exitCode, stdout, stderr };
    },
  };
}
