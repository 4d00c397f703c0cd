import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { execa } from "execa";
import { onTestFinished } from "vitest";
import { folderOf, withoutRunner } from "./fixture-project.ts";
import { PROGRAM_MS } from "./limits.ts";
import { environment, eventually, processesIn, temporaryFolder } from "./place.ts";

const PACKAGE = resolve(import.meta.dirname, "../..");

/** What a test of the project has written down: the stack that it found, and its worker. */
export interface Sighting {
  instance: string;
  pid: number;
  /** Of the aggregator's `/health`. */
  status?: number;
}

/** A project of somebody else that has this package installed as it is published, and a test runner. */
export interface InstalledProject {
  /** Folder of all instances. */
  home: string;
  folder: string;
  /** Runs the command of an installed package. */
  run(runner: string, args: readonly string[]): ReturnType<typeof runCommand>;
  /** By the name of the test. */
  sightings(): Record<string, Sighting>;
}

/** @param fixture folder in `test/fixtures` @param packages that it has installed beside this one */
export function installedProject(fixture: string, packages: readonly string[]): InstalledProject {
  const folder = temporaryFolder();
  const [home, out] = [join(folder, "home"), join(folder, "out")];
  for (const path of [home, out]) mkdirSync(path);
  for (const from of [fixture, "tell.cjs"])
    cpSync(join(PACKAGE, "test/fixtures", from), from === fixture ? folder : join(folder, from), {
      recursive: true,
    });
  installThisPackage(join(folder, "node_modules/@unicity-sphere/e2e"));
  for (const name of ["@unicity-sphere/stackctl", ...packages]) {
    const link = join(folder, "node_modules", name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(folderOf(name), link);
  }
  // The folder may go when nothing runs in it any more, also where the test has failed.
  onTestFinished(
    async () => void (await eventually("its stack is gone", () => processesIn(home).length === 0)),
  );
  const env = environment(home, { FIXTURE_OUT: out, CI: "", E2E_LOCAL_AGGREGATOR: "1" });
  return {
    home,
    folder,
    run: (runner, args) => runCommand(folder, runner, args, env),
    sightings() {
      const read = (name: string) => [name, JSON.parse(readFileSync(join(out, name), "utf8"))];
      return Object.fromEntries(readdirSync(out).map(read));
    },
  };
}

/** Its built files under the manifest that is published: runners look at where a file lies. */
function installThisPackage(folder: string): void {
  const manifest = JSON.parse(readFileSync(join(PACKAGE, "package.json"), "utf8"));
  mkdirSync(folder, { recursive: true });
  // Keepers of other tests write to their cache at the same time; what is left out is written with a "!".
  const filter = (path: string) => !path.includes(".compile-cache");
  for (const part of manifest.files.filter((name: string) => !name.startsWith("!")))
    cpSync(join(PACKAGE, part), join(folder, part), { recursive: true, filter });
  const { exports } = manifest.publishConfig;
  writeFileSync(join(folder, "package.json"), JSON.stringify({ ...manifest, exports }));
}

function runCommand(cwd: string, runner: string, args: readonly string[], env: NodeJS.ProcessEnv) {
  const manifest = createRequire(join(cwd, "package.json")).resolve(`${runner}/package.json`);
  const { bin } = JSON.parse(readFileSync(manifest, "utf8"));
  const command = join(
    dirname(manifest),
    typeof bin === "string" ? bin : (Object.values<string>(bin)[0] ?? ""),
  );
  return execa(process.execPath, [command, ...args], {
    ...{ cwd, env: withoutRunner(env), extendEnv: false, reject: false, stdin: "ignore", all: true },
    timeout: PROGRAM_MS,
  });
}
