import { spawn, spawnSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { serviceRuntimeFolder } from "../src/index.ts";

const recipient = `age1${"q".repeat(58)}`;
const parts = [
  { name: "data", role: "volume", class: "state", engine: "sqlite" },
  { name: "secrets", role: "secrets", class: "secrets", engine: "files" },
];
const manifest = {
  schema: "unicity-backup/1",
  made: "2026-01-01T00:00:00Z",
  maker: "run-sample.sh 1.2.3",
  service: "sample",
  generation: null,
  genesisId: null,
  dataVersion: 1,
  images: [],
  parts,
};

/** A folder with parts, and unicity-backup with something in the place of age that encrypts nothing. */
function createFolder(age = "exec cat") {
  const folder = mkdtempSync(join(tmpdir(), "backup-file-"));
  for (const name of ["bin", "parts/data/db", "parts/secrets", "staging", "out"])
    mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, "bin/age"), `#!/bin/sh\n${age}\n`, { mode: 0o755 });
  writeFileSync(join(folder, "parts/secrets/phrase"), "legal winner", { mode: 0o600 });
  const env = { ...process.env, PATH: `${folder}/bin:${process.env.PATH}`, BACKUP_PATIENCE: "0.2" };
  const run = (args: string[], input: string | Buffer = "") => {
    const command = join(serviceRuntimeFolder, "bin/backup");
    const { status, stdout, stderr } = spawnSync(command, args, { cwd: folder, env, input, maxBuffer: 1e9 });
    return { code: status, out: stdout, errors: String(stderr) };
  };
  return {
    folder,
    run,
    path: (name: string) => join(folder, name),
    pack: (document: object = manifest, ...staging: string[]) =>
      run(["pack", recipient, "parts", ...staging], JSON.stringify(document)),
    unpack: (file: Buffer, to = "out") => run(["unpack", "identity", to], file),
    /** Runs a program with SQLite's module in the folder of the data. */
    sqlite: (program: string) => {
      const { status, stderr } = spawnSync("python3", ["-c", `import sqlite3\n${program}`], {
        cwd: join(folder, "parts/data/db"),
      });
      expect(String(stderr)).toBe("");
      expect(status).toBe(0);
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

test("what is packed comes back with names, modes and links, and says what it is", () => {
  using folder = createFolder();
  const long = "ü".repeat(100);
  writeFileSync(folder.path(`parts/data/${long}`), "x".repeat(1025), { mode: 0o640 });
  writeFileSync(folder.path("parts/data/empty"), "");
  symlinkSync("db/none", folder.path("parts/data/link"));
  const { code, out, errors } = folder.pack();
  expect(code).toBe(0);
  expect(errors).toBe(`bytes ${out.length}\n`);
  const unpacked = folder.unpack(out);
  expect(String(unpacked.out).split("\n")).toEqual([
    "made\t2026-01-01T00:00:00Z",
    "maker\trun-sample.sh 1.2.3",
    "service\tsample",
    "generation\t-",
    "genesisId\t-",
    "dataVersion\t1",
    "part\tdata\tvolume\tstate\tsqlite",
    "part\tsecrets\tsecrets\tsecrets\tfiles",
    "",
  ]);
  mkdirSync(folder.path("volume/old"), { recursive: true });
  expect(folder.run(["place", "out/parts/data.tar", "volume"]).code).toBe(0);
  const format = ["-type", "d", "-printf", "%P %m %U\\n", "-o", "-printf", "%P %m %U %s %l\\n"];
  const list = (name: string) =>
    spawnSync("find", [".", ...format], { cwd: folder.path(name), encoding: "utf8" })
      .stdout.split("\n")
      .sort();
  expect(list("volume")).toEqual(list("parts/data"));
  expect(String(folder.run(["print", "out/parts/secrets.tar", "phrase"]).out)).toBe("legal winner");
});

test("a database is copied as it was at one moment, without what is not committed, and its writer goes on", () => {
  using folder = createFolder();
  folder.sqlite(`
import subprocess, json
writer = sqlite3.connect("nostr.db", isolation_level=None)
writer.execute("PRAGMA journal_mode = WAL")
writer.execute("CREATE TABLE event (id INTEGER)")
writer.executemany("INSERT INTO event VALUES (?)", [(number,) for number in range(1000)])
writer.execute("BEGIN IMMEDIATE")
writer.execute("INSERT INTO event VALUES (9999)")
packed = subprocess.run(["${join(serviceRuntimeFolder, "bin/backup")}", "pack", "${recipient}", "../../../parts", "../../../staging"],
  input=json.dumps(${JSON.stringify(manifest).replaceAll("null", "None")}).encode(), stdout=open("../../../file", "wb"), stderr=subprocess.DEVNULL,
  env={"PATH": "${folder.folder}/bin:" + __import__("os").environ["PATH"]})
assert packed.returncode == 0
writer.execute("COMMIT")`);
  expect(folder.unpack(readFileSync(folder.path("file"))).code).toBe(0);
  mkdirSync(folder.path("volume"));
  expect(folder.run(["place", "out/parts/data.tar", "volume"]).code).toBe(0);
  expect(readdirSync(folder.path("volume/db"))).toEqual(["nostr.db"]);
  folder.sqlite(`
copy = sqlite3.connect("../../../volume/db/nostr.db")
assert copy.execute("SELECT count(*), max(id) FROM event").fetchone() == (1000, 999)
assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)`);
});

test("a database that its service keeps for itself is told by the exit code 4", async () => {
  using folder = createFolder();
  const owner = spawn(
    "python3",
    [
      "-c",
      `import sqlite3, sys
owner = sqlite3.connect("nostr.db", isolation_level=None)
owner.execute("PRAGMA locking_mode = EXCLUSIVE")
owner.execute("PRAGMA journal_mode = WAL")
owner.execute("CREATE TABLE event (id INTEGER)")
print("ready", flush=True)
sys.stdin.read()`,
    ],
    { cwd: folder.path("parts/data/db") },
  );
  await new Promise((resolve) => owner.stdout.once("data", resolve));
  const { code, errors } = folder.pack(manifest, "staging");
  owner.stdin.end();
  expect({ code, errors }).toMatchObject({ code: 4, errors: expect.stringContaining("[DATABASE_LOCKED]") });
});

test("a damaged database is no backup", () => {
  using folder = createFolder();
  folder.sqlite(`
owner = sqlite3.connect("nostr.db")
owner.execute("CREATE TABLE event (id INTEGER, text TEXT)")
owner.executemany("INSERT INTO event VALUES (?, ?)", [(number, "x" * 500) for number in range(100)])
owner.commit()
owner.close()
file = open("nostr.db", "r+b")
file.seek(4096)
file.write(b"\\xff" * 4096)`);
  const { code, errors } = folder.pack(manifest, "staging");
  expect({ code, errors }).toMatchObject({ code: 1, errors: expect.stringContaining("[DATABASE_DAMAGED]") });
});

test("a file that lost its end, or one byte of which is another, is refused", () => {
  using folder = createFolder();
  writeFileSync(folder.path("parts/data/events"), "x".repeat(5000));
  const { out } = folder.pack();
  const changed = Buffer.from(out);
  changed[changed.indexOf("xxxx")] = 0x79;
  const cut = (bytes: number) => out.subarray(0, out.length - bytes);
  // The last 1,024 bytes are the end of the tar, which age's own last block guards.
  for (const [index, file] of [
    changed,
    cut(1025),
    cut(2048),
    cut(out.length - 700),
    Buffer.alloc(0),
  ].entries())
    expect(folder.unpack(file, `out/${index}`)).toMatchObject({
      code: 1,
      errors: expect.stringContaining("[BACKUP_DAMAGED]"),
    });
});

test("what age does not open is refused with the reason", () => {
  const refusal = (text: string) => {
    using folder = createFolder(`cat >/dev/null; echo "age: error: ${text}" >&2; exit 1`);
    return folder.unpack(Buffer.from("anything"));
  };
  expect(refusal("no identity matched any of the recipients")).toMatchObject({
    code: 1,
    errors: expect.stringContaining("[WRONG_KEY]"),
  });
  expect(refusal("failed to decrypt and authenticate payload chunk, file may be corrupted")).toMatchObject({
    code: 1,
    errors: expect.stringContaining("[BACKUP_DAMAGED]"),
  });
});

test("a backup of another form is refused", () => {
  using folder = createFolder();
  for (const other of [{ schema: "unicity-backup/2" }, { parts: [{ ...parts[0], name: "../data" }] }])
    expect(folder.pack({ ...manifest, ...other })).toMatchObject({
      code: 1,
      errors: expect.stringContaining("[MANIFEST_INVALID]"),
    });
});

test("a part that leads out of its volume is not placed", () => {
  using folder = createFolder();
  folder.sqlite(`
import tarfile
with tarfile.open("../../../evil.tar", "w") as archive:
    archive.addfile(tarfile.TarInfo("../outside"))`);
  mkdirSync(folder.path("volume"));
  expect(folder.run(["place", "evil.tar", "volume"])).toMatchObject({
    code: 1,
    errors: expect.stringContaining("[PART_REFUSED]"),
  });
  expect(readdirSync(folder.folder)).not.toContain("outside");
});

test("wrong arguments show how it is used", () => {
  using folder = createFolder();
  for (const args of [[], ["none"], ["pack"], ["place", "one"]])
    expect(folder.run(args)).toMatchObject({ code: 3, errors: expect.stringContaining("Usage:") });
});
