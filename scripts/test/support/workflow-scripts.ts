import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { onTestFinished } from "vitest";

const scripts = resolve(import.meta.dirname, "../../../.github/scripts");

/** A checkout with a remote, as a job has it, and commands that are played. */
export interface Job {
  /** The checkout. */
  folder: string;
  /** Where played commands keep what they are told. */
  played: string;
  write(path: string, text: string): void;
  git(...args: string[]): string;
  /** Plays a command by a shell script, whose calls are noted. */
  play(name: string, body?: string): void;
  /** Runs a script of the workflows; `outputs` are those for later steps. */
  run(script: string, args?: string[], environment?: Record<string, string>): JobResult;
  /** Every call of a played command, in order. */
  calls(): string[];
}

export interface JobResult {
  status: number | null;
  stdout: string;
  stderr: string;
  outputs: Record<string, string>;
}

/** A job on a commit with these files; `gh` is played by `played-gh.mjs`. */
export function startJob(files: Record<string, string>): Job {
  const home = mkdtempSync(join(tmpdir(), "workflow-"));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const [folder, bin, played] = ["checkout", "bin", "played"].map((name) => join(home, name)) as [
    string,
    string,
    string,
  ];
  for (const path of [folder, bin, played]) mkdirSync(path);
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const git = (...args: string[]) => execFileSync("git", args, { cwd: folder, encoding: "utf8" }).trim();
  const command = (name: string, text: string) => {
    writeFileSync(join(bin, name), text);
    chmodSync(join(bin, name), 0o755);
  };
  const environment = {
    ...{ PATH: `${bin}:${dirname(process.execPath)}:${process.env.PATH}`, HOME: home, PLAYED: played },
    ...{ GH_TOKEN: "of-the-job", GITHUB_SERVER_URL: "https://github.example", GIT_CONFIG_NOSYSTEM: "1" },
  };
  git("init", "--quiet", "--initial-branch=main");
  for (const [path, text] of Object.entries(files)) write(path, text);
  git("add", ".");
  git("-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "--quiet", "--message=first");
  execFileSync("git", ["clone", "--quiet", "--bare", folder, join(home, "origin.git")]);
  git("remote", "add", "origin", join(home, "origin.git"));
  command(
    "gh",
    `#!/bin/sh\nexec "${process.execPath}" "${join(import.meta.dirname, "played-gh.mjs")}" "$@"\n`,
  );
  const log = join(played, "calls");
  return {
    ...{ folder, played, write, git },
    play: (name, body = "") =>
      command(name, `#!/usr/bin/env bash\nprintf '%s\\n' "${name} $*" >>"$PLAYED/calls"\n${body}\n`),
    run: (script, args = [], more = {}) => {
      const output = join(home, "output");
      writeFileSync(output, "");
      const env = { ...environment, GITHUB_OUTPUT: output, ...more };
      const { status, stdout, stderr } = spawnSync("bash", [join(scripts, script), ...args], {
        cwd: folder,
        env,
        encoding: "utf8",
      });
      const lines = readFileSync(output, "utf8").split("\n").filter(Boolean);
      const outputs = Object.fromEntries(
        lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
      );
      return { status, stdout, stderr, outputs };
    },
    calls: () => (existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : []),
  };
}
