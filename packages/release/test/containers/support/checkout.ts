import { execFileSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { execa } from "execa";

const repository = resolve(import.meta.dirname, "../../../../..");
const playedGh = join(repository, "scripts/test/support/played-gh.mjs");
/** Longest time of a command, ms. */
const COMMAND_MS = 420_000;

/** A clone of this repository as it is in the work tree, installed and built, with a remote and a `gh` that is played. */
export interface Checkout extends Disposable {
  folder: string;
  /** Everything else is below it. */
  home: string;
  /** Where GitHub's `gh` keeps its releases. */
  played: string;
  /** For its commands. */
  env: NodeJS.ProcessEnv;
  read(path: string): string;
  json<Content>(path: string): Content;
  /** Runs a command to its end. @returns standard output */
  run(command: readonly [string, ...string[]], env?: NodeJS.ProcessEnv): Promise<string>;
  /** Outputs that a script of the workflows leaves for later steps. */
  outputs(script: string, ...args: string[]): Promise<Record<string, string>>;
  git(...args: string[]): string;
  /** Commits everything, and pushes it to `main`. */
  push(message: string): void;
  /** Takes a branch of the remote into `main`, as merging its pull request does. */
  merge(branch: string): void;
}

export function makeCheckout(): Checkout {
  const home = mkdtempSync(join(tmpdir(), "release-rehearsal-"));
  const [folder, bin, played] = ["checkout", "bin", "played"].map((name) => join(home, name)) as [
    string,
    string,
    string,
  ];
  for (const path of [folder, bin, played]) mkdirSync(path);
  copyTracked(folder);
  copyInstalled(folder);
  writeFileSync(join(bin, "gh"), `#!/bin/sh\nexec "${process.execPath}" "${playedGh}" "$@"\n`);
  chmodSync(join(bin, "gh"), 0o755);
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    ...{ PATH: [bin, join(folder, "node_modules/.bin"), process.env.PATH].join(":") },
    ...{ DOCKER_CONFIG: join(home, "docker"), PLAYED: played, GH_TOKEN: "played", GIT_CONFIG_NOSYSTEM: "1" },
    ...{ GITHUB_SERVER_URL: "https://github.example", GITHUB_REPOSITORY: "unicity-sphere/infra" },
    TURBO_TELEMETRY_DISABLED: "1",
  };
  const git = (...args: string[]) => execFileSync("git", args, { cwd: folder, env, encoding: "utf8" }).trim();
  git("init", "--quiet", "--initial-branch=main");
  for (const [name, value] of [
    ["user.name", "a"],
    ["user.email", "a@example.org"],
  ])
    git("config", `${name}`, `${value}`);
  git("init", "--quiet", "--bare", join(home, "origin.git"));
  git("remote", "add", "origin", join(home, "origin.git"));
  const read = (path: string) => readFileSync(join(folder, path), "utf8");
  const run: Checkout["run"] = async ([file, ...args], more = {}) =>
    (await execa(file, args, { cwd: folder, env: { ...env, ...more }, timeout: COMMAND_MS, stdin: "ignore" }))
      .stdout;
  return {
    ...{ folder, home, played, env, read, run, git },
    json: (path) => JSON.parse(read(path)),
    async outputs(script, ...args) {
      const file = join(home, "outputs");
      rmSync(file, { force: true });
      await run([join(folder, ".github/scripts", script), ...args], { GITHUB_OUTPUT: file });
      const lines = readFileSync(file, "utf8").trim().split("\n");
      return Object.fromEntries(lines.map((line) => line.split("=") as [string, string]));
    },
    push(message) {
      git("add", "--all");
      git("commit", "--quiet", `--message=${message}`);
      git("push", "--quiet", "origin", "HEAD:refs/heads/main");
    },
    merge(branch) {
      git("fetch", "--quiet", "origin", branch);
      git("checkout", "--quiet", "--force", "-B", "main", "FETCH_HEAD");
      git("push", "--quiet", "origin", "main:main");
    },
    [Symbol.dispose]: () => rmSync(home, { recursive: true, force: true }),
  };
}

/** The files that git has, as they are in the work tree. */
function copyTracked(folder: string): void {
  const list = execFileSync("git", ["ls-files", "-z"], { cwd: repository, encoding: "utf8" });
  const deleted = execFileSync("git", ["ls-files", "-z", "--deleted"], { cwd: repository, encoding: "utf8" });
  for (const path of list.split("\0").filter((name) => name && !deleted.split("\0").includes(name))) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    copyFileSync(join(repository, path), join(folder, path));
  }
}

/** What an install and a build leave; the libraries themselves are shared. */
function copyInstalled(folder: string): void {
  const packages = readdirSync(join(repository, "packages")).map((name) => `packages/${name}`);
  for (const path of ["", ...packages].flatMap((name) => [join(name, "node_modules"), join(name, "dist")])) {
    // Other suites write to the caches at the same time.
    const filter = (source: string) => !/node_modules\/\.(?:pnpm$|cache|vite)|\.compile-cache/.test(source);
    if (!existsSync(join(repository, path))) continue;
    cpSync(join(repository, path), join(folder, path), { recursive: true, verbatimSymlinks: true, filter });
  }
  symlinkSync(join(repository, "node_modules/.pnpm"), join(folder, "node_modules/.pnpm"));
}
