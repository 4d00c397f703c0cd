import { execFile } from "node:child_process";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { promisify } from "node:util";

export const repository = resolve(import.meta.dirname, "../../../..");
const packageFolder = resolve(import.meta.dirname, "../..");
const execute = promisify(execFile);

/** What a program printed and how it ended. */
export interface Ended {
  code: number;
  out: string;
  err: string;
}

/** Runs a program to its end, with the programs of this machine and none of the workspace. */
export async function runProgram(
  cwd: string,
  program: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<Ended> {
  try {
    const { stdout, stderr } = await execute(program, [...args], {
      cwd,
      env: { ...process.env, PATH: machinePath(), npm_config_update_notifier: "false", ...env },
      timeout: 240_000,
      maxBuffer: 64 * 1024 * 1024,
    });
    return { code: 0, out: stdout, err: stderr };
  } catch (error) {
    const { code, stdout = "", stderr = "" } = error as { code?: number; stdout?: string; stderr?: string };
    if (typeof code !== "number") throw error;
    return { code, out: stdout, err: stderr };
  }
}

/** PATH without the tools of a workspace: `node` and `npm` are those of the machine. */
export function machinePath(): string {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return folders.filter((folder) => !folder.includes("node_modules")).join(delimiter);
}

/** A place outside the repository with the packed package in it. */
export interface Stranger {
  /** An empty folder. */
  folder: string;
  /** The packed package. */
  tarball: string;
  /** Installs the tarball into the folder; with `save` as an exact dependency of its `package.json`. */
  install(folder?: string, save?: boolean): Promise<void>;
  remove(): void;
}

/** Packs the built package as a release does. */
export async function packForStranger(): Promise<Stranger> {
  const root = mkdtempSync(join(tmpdir(), "compose-gen-stranger-"));
  const folder = join(root, "project");
  mkdirSync(folder);
  const pnpm = join(repository, "node_modules/.bin/pnpm");
  const packed = await runProgram(packageFolder, pnpm, ["pack", "--pack-destination", root], {
    PATH: process.env.PATH ?? "",
  });
  if (packed.code !== 0) {
    rmSync(root, { recursive: true, force: true });
    throw new Error(packed.err || packed.out);
  }
  const [name = ""] = readdirSync(root).filter((file) => file.endsWith(".tgz"));
  const tarball = join(root, "compose-gen.tgz");
  copyFileSync(join(root, name), tarball);
  return {
    folder,
    tarball,
    async install(target = folder, save = false) {
      const how = save ? ["--save-dev"] : ["--no-save"];
      const args = ["install", ...how, "--prefer-offline", "--no-audit", "--no-fund", tarball];
      const installed = await runProgram(target, "npm", args);
      if (installed.code !== 0) throw new Error(installed.err);
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** Lets every image of a configuration be used by its tag, as somebody without a registry would. */
export function waiveDigests(folder: string): void {
  const images: Record<string, { repository: string; tag: string }> = JSON.parse(
    readFileSync(join(folder, "images.json"), "utf8"),
  );
  const entries = Object.entries(images).map(([key, { repository: name, tag }]) => [
    key,
    {
      reference: `${name}:${tag}`,
      digest: null,
      source: "not asked",
      resolvedAt: null,
      verified: false,
      waiver: { reason: "this test has no registry", expires: "2099-12-31" },
    },
  ]);
  const lock = { lockVersion: 1, images: Object.fromEntries(entries) };
  writeFileSync(join(folder, "images.lock.json"), JSON.stringify(lock));
}
