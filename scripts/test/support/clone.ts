import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import type { Images, Lock } from "@unicity-sphere/compose-gen";
import { lockText } from "@unicity-sphere/compose-gen/registry";
import { ownImage } from "../../../packages/release/src/own-images.ts";

const root = resolve(import.meta.dirname, "../../..");

/** A clone of this checkout with its libraries, as a job has it. */
export interface Clone extends Disposable {
  folder: string;
  /** Variables for the scripts of workflows in it: what was built here is not built again. */
  env: NodeJS.ProcessEnv;
  read(path: string): string;
  write(path: string, text: string): void;
  git(...args: string[]): string;
}

/** The files of this checkout, also those that are not committed yet, as the commit of a version: no changeset waits. */
export function cloneAsVersion(): Clone {
  const folder = join(mkdtempSync(join(tmpdir(), "clone-")), "checkout");
  const listed = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  const files = execFileSync("git", listed, { cwd: root, encoding: "utf8", maxBuffer: 64 << 20 });
  const ofWorkspace = (path: string) => path !== "" && !/^\.changeset\/(?!README\.md).*\.md$/.test(path);
  for (const path of new Set(files.split("\0").filter(ofWorkspace)))
    cpSync(join(root, path), join(folder, path), { force: true });
  const common = execFileSync("git", ["rev-parse", "--path-format=absolute", "--git-common-dir"], {
    cwd: root,
    encoding: "utf8",
  });
  const env = {
    ...process.env,
    PATH: `${dirname(process.execPath)}:${join(root, "node_modules/.bin")}:${process.env.PATH}`,
    TURBO_CACHE_DIR: join(dirname(common.trim()), ".turbo/cache"),
    TURBO_TELEMETRY_DISABLED: "1",
  };
  const run = (command: string, ...args: string[]) =>
    execFileSync(command, args, { cwd: folder, env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  const git = (...args: string[]) =>
    run("git", "-c", "user.name=a", "-c", "user.email=a@example.org", ...args).trim();
  git("init", "--quiet", "--initial-branch=main");
  git("add", "--all");
  git("commit", "--quiet", "--message=Version everything");
  run("pnpm", "install", "--frozen-lockfile", "--prefer-offline", "--ignore-scripts");
  return {
    ...{ folder, env, git },
    read: (path) => readFileSync(join(folder, path), "utf8"),
    write: (path, text) => writeFileSync(join(folder, path), text),
    [Symbol.dispose]: () => rmSync(dirname(folder), { recursive: true, force: true }),
  };
}

/** The lock as the images of a release leave it: every image of ours has a digest. */
export function releasedLock(clone: Pick<Clone, "read">): string {
  const images: Images = JSON.parse(clone.read("images.json"));
  const lock: Lock = JSON.parse(clone.read("images.lock.json"));
  const entries = Object.entries(lock.images).map(([key, entry], at) => {
    if (!ownImage(images[key]?.repository ?? "")) return [key, entry];
    const digest = `sha256:${String(at).padStart(2, "0").repeat(32)}`;
    const mediaType = "application/vnd.oci.image.index.v1+json";
    const platforms = ["linux/amd64"];
    const published = { source: "registry ghcr.io", resolvedAt: "2026-11-22T00:00:00Z", verified: true };
    return [key, { reference: entry.reference, digest, mediaType, platforms, ...published }];
  });
  return lockText({ ...lock, images: Object.fromEntries(entries) });
}

/** Names in a folder, sorted. */
export const namesIn = (folder: string) => readdirSync(folder).sort();
