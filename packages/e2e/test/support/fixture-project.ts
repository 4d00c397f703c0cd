import { cpSync, existsSync, mkdirSync, readFileSync, realpathSync, symlinkSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { execa } from "execa";
import { PROGRAM_MS } from "./limits.ts";
import { environment, temporaryFolder } from "./place.ts";

const PACKAGE = resolve(import.meta.dirname, "../..");

/** Folder of a package that is installed for this one, or for the repository. */
export function folderOf(name: string): string {
  const places = [PACKAGE, resolve(PACKAGE, "../..")].map((folder) => join(folder, "node_modules", name));
  return realpathSync(places.find((folder) => existsSync(folder)) ?? name);
}

/** A project of somebody else that has this package and vitest installed. */
export interface FixtureProject {
  /** Folder of all instances. */
  home: string;
  folder: string;
  /** Starts its tests. */
  run(env?: Record<string, string>): ReturnType<typeof startVitest>;
  /** The name of the stack that a project has seen; undefined before. */
  seenBy(project: "one" | "two"): string | undefined;
}

export function fixtureProject(): FixtureProject {
  const folder = temporaryFolder();
  const home = join(folder, "home");
  const out = join(folder, "out");
  for (const path of [home, out]) mkdirSync(path);
  cpSync(join(PACKAGE, "test/fixture"), folder, { recursive: true });
  const packages = {
    "@unicity-sphere/e2e": PACKAGE,
    "@unicitylabs/sphere-sdk": folderOf("@unicitylabs/sphere-sdk"),
    vitest: folderOf("vitest"),
  };
  for (const [name, target] of Object.entries(packages)) {
    const link = join(folder, "node_modules", name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(target, link);
  }
  return {
    home,
    folder,
    run: (env = {}) => startVitest(folder, environment(home, { FIXTURE_OUT: out, CI: "", ...env })),
    seenBy(project) {
      try {
        return readFileSync(join(out, project), "utf8");
      } catch {
        return undefined;
      }
    },
  };
}

function startVitest(cwd: string, env: NodeJS.ProcessEnv) {
  return execa(process.execPath, [join(cwd, "node_modules/vitest/vitest.mjs"), "run"], {
    ...{ cwd, env: withoutRunner(env), extendEnv: false, reject: false, stdin: "ignore", all: true },
    timeout: PROGRAM_MS,
  });
}

/** An environment in which nothing says that this vitest runs. */
export function withoutRunner(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const ofThisRun = /^(?:VITEST|TEST$|NODE_ENV$|TINYPOOL)/;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !ofThisRun.test(name)));
}
