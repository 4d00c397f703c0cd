import { spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { builtCommand, everything, runBuilt } from "../support/built-command.ts";
import { temporaryFolder } from "../support/folder.ts";
import { readTree } from "../support/tree.ts";

/** What a render writes today, and the same files as somebody left them before: with a line of their own. */
let fresh: Record<string, string>;
let old: Record<string, string>;

beforeAll(() => {
  const folder = mkdtempSync(join(tmpdir(), "compose-gen-"));
  runBuilt(["render", ...everything, "--out", folder]);
  fresh = readTree(folder);
  rmSync(folder, { recursive: true });
  old = Object.fromEntries(Object.entries(fresh).map(([path, text]) => [path, `${text}# mine: \u00fc\n`]));
});

function folderWithOldFiles(): string {
  const folder = temporaryFolder();
  for (const [path, content] of Object.entries(old)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

const asRoot = process.getuid?.() === 0;
const ownMounts = asRoot && spawnSync("unshare", ["--mount", "true"]).status === 0;

/** Runs `script` where it may mount things that nobody else sees; `$1` is the folder, the rest is the render command. */
function inOwnMounts(script: string, folder: string, keep: string) {
  const command = [process.execPath, builtCommand, "render", ...everything, "--out", folder];
  return spawnSync("unshare", ["--mount", "sh", "-c", script, "sh", folder, keep, ...command], {
    encoding: "utf8",
    timeout: 100_000,
  });
}

test.skipIf(!ownMounts)("a full disk changes no file, and says so (skipped: needs root to mount one)", () => {
  const [folder, keep] = [folderWithOldFiles(), temporaryFolder()];
  const size = Object.values(old).reduce(
    (sum, text) => sum + Math.ceil(Buffer.byteLength(text) / 4096) * 4,
    0,
  );
  const { status, stderr } = inOwnMounts(
    `set -e; copy=$(mktemp -d); cp -a "$1/." "$copy"; mount -t tmpfs -o size=${size + 200}k none "$1"
     cp -a "$copy/." "$1"; rm -r "$copy"; out=$1 keep=$2; shift 2
     code=0; "$@" || code=$?; cp -a "$out/." "$keep"; exit $code`,
    folder,
    keep,
  );
  expect(stderr).toContain("The disk is full.");
  expect(status).toBe(3);
  expect(readTree(keep)).toEqual(old);
});

test.skipIf(!ownMounts)("a read-only file system is named (skipped: needs root to mount one)", () => {
  const [folder, keep] = [folderWithOldFiles(), temporaryFolder()];
  const { status, stderr } = inOwnMounts(
    'set -e; mount --bind "$1" "$1"; mount -o remount,ro,bind "$1"; shift 2; exec "$@"',
    folder,
    keep,
  );
  expect(stderr).toContain("The file system is read-only.");
  expect(status).toBe(3);
  expect(readTree(folder)).toEqual(old);
});

test.skipIf(!asRoot)(
  "a folder of somebody else is named and stays as it is (skipped: needs two users)",
  () => {
    const folder = folderWithOldFiles();
    chmodSync(folder, 0o755);
    const app = mkdtempSync(join(tmpdir(), "compose-gen-app-"));
    try {
      cpSync(dirname(builtCommand), app, {
        recursive: true,
        filter: (path) => !path.includes(".compile-cache"),
      });
      chmodSync(app, 0o755);
      const nobody = ["--reuid=65534", "--regid=65534", "--clear-groups"];
      const command = [process.execPath, join(app, "cli.js"), "render", ...everything, "--out", folder];
      const { status, stderr } = spawnSync("setpriv", [...nobody, ...command], {
        encoding: "utf8",
        cwd: "/",
      });
      expect(stderr).toContain("The folder belongs to somebody else.");
      expect(status).toBe(3);
      expect(readTree(folder)).toEqual(old);
    } finally {
      rmSync(app, { recursive: true });
    }
  },
);

test("a folder where a file should be stops everything before the first file changes", () => {
  const folder = folderWithOldFiles();
  const [path = ""] = Object.keys(old).slice(-1);
  rmSync(join(folder, path));
  mkdirSync(join(folder, path));
  const { status, stderr } = runBuilt(["render", ...everything, "--out", folder]);
  expect(stderr).toContain(join(folder, path));
  expect(status).toBe(3);
  const { [path]: _, ...others } = old;
  expect(readTree(folder)).toEqual(others);
});

test("a link to a file that somebody else wrote stops everything: neither it nor any other file changes", () => {
  const [folder, outside] = [folderWithOldFiles(), temporaryFolder()];
  const [path = ""] = Object.keys(old);
  writeFileSync(join(outside, "precious"), "precious");
  rmSync(join(folder, path));
  symlinkSync(join(outside, "precious"), join(folder, path));
  const { status, stderr } = runBuilt(["render", ...everything, "--out", folder]);
  expect(stderr).toContain("[OUTPUT_FOREIGN]");
  expect(status).toBe(3);
  const { [path]: _, ...others } = old;
  expect(readTree(folder)).toEqual(others);
  expect(readFileSync(join(folder, path), "utf8")).toBe("precious");
  expect(lstatSync(join(folder, path)).isSymbolicLink()).toBe(true);
});

test("two renders at once leave each file whole, of one or the other, and nothing beside", async () => {
  const folder = folderWithOldFiles();
  const registries = ["one.example", "two.example", "three.example", "four.example"];
  const codes = await Promise.all(
    registries.map((registry) => {
      const args = [builtCommand, "render", ...everything, "--image-registry", registry, "--out", folder];
      const child = spawn(process.execPath, args, { stdio: "ignore" });
      return new Promise((resolve) => child.on("close", resolve));
    }),
  );
  expect(codes).toEqual(registries.map(() => 0));
  const candidates = registries.map((registry) => {
    const alone = temporaryFolder();
    runBuilt(["render", ...everything, "--image-registry", registry, "--out", alone]);
    return readTree(alone);
  });
  for (const [path, content] of Object.entries(readTree(folder)))
    expect(candidates.map((candidate) => candidate[path])).toContain(content);
  expect(Object.keys(readTree(folder))).toEqual(Object.keys(fresh));
});
