import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { debianPackages } from "../src/index.ts";

const atSnapshot = join(debianPackages(join(import.meta.dirname, "../../..")), "at-snapshot");
const trixie = "ID=debian\nVERSION_CODENAME=trixie\n";
const hasApt = spawnSync("apt-get", ["--version"]).status === 0;

/** Runs a command at a snapshot on a release of Debian; `left` is what it leaves in the folder of temporary files. */
function run(command: string[], environment: Record<string, string> = {}, release = trixie) {
  const folder = mkdtempSync(join(tmpdir(), "at-snapshot-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "os-release");
  writeFileSync(file, release);
  const env = { PATH: process.env.PATH ?? "", TMPDIR: folder, OS_RELEASE: file, ...environment };
  const { status, stdout, stderr } = spawnSync(atSnapshot, command, { encoding: "utf8", env });
  return { status, stdout, stderr, left: readdirSync(folder).filter((name) => name !== "os-release") };
}

const sources = ["bash", "-c", 'cat "$(dirname "$APT_CONFIG")"/sources/*'];

test("a time gives sources of both archives that name it, and that are valid for good", () => {
  const { status, stdout, left } = run(sources, { DEBIAN_SNAPSHOT: "20261101T000000Z" });
  expect(stdout.trimEnd().split("\n\n")).toEqual(
    [
      ["debian", "trixie trixie-updates"],
      ["debian-security", "trixie-security"],
    ].map(([archive, suites]) =>
      [
        "Types: deb",
        `URIs: http://snapshot.debian.org/archive/${archive}/20261101T000000Z/`,
        `Suites: ${suites}`,
        "Components: main",
        "Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg",
        "Check-Valid-Until: no",
      ].join("\n"),
    ),
  );
  expect({ status, left }).toEqual({ status: 0, left: [] });
});

test.skipIf(!hasApt && process.env.CI !== "true")("apt asks these sources and no other", () => {
  const archive = { DEBIAN_SNAPSHOT: "20261101T000000Z", DEBIAN_ARCHIVE: "http://mirror.example/snapshots/" };
  const { stdout } = run(["apt-get", "update", "--print-uris"], archive);
  const asked = stdout.match(/(?<=^')http[^']*InRelease(?=')/gm);
  expect(asked?.sort()).toEqual(
    ["debian-security/D/dists/trixie-security", "debian/D/dists/trixie-updates", "debian/D/dists/trixie"].map(
      (path) => `http://mirror.example/snapshots/${path.replace("D", "20261101T000000Z")}/InRelease`,
    ),
  );
});

test("without a time the command runs with the sources that are there", () => {
  const { status, stdout } = run(["printenv", "APT_CONFIG"], { DEBIAN_SNAPSHOT: "" });
  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
});

test("the command's end is its end", () => {
  expect(run(["sh", "-c", "exit 7"], { DEBIAN_SNAPSHOT: "20261101T000000Z" })).toMatchObject({
    status: 7,
    left: [],
  });
});

test.each(["2026-11-01", "20261101", "latest", "20261101T000000Z/../..", "$(id)"])(
  "%j is no time, and nothing runs",
  (snapshot) => {
    const { status, stdout, stderr } = run(["echo", "ran"], { DEBIAN_SNAPSHOT: snapshot });
    expect({ status, stdout }).toEqual({ status: 3, stdout: "" });
    expect(stderr).toContain(snapshot);
    expect(stderr).toMatch(/next: .*20261101T000000Z/);
  },
);

test("an image of another system is refused", () => {
  const { status, stderr } = run(
    ["true"],
    { DEBIAN_SNAPSHOT: "20261101T000000Z" },
    "ID=ubuntu\nVERSION_CODENAME=noble\n",
  );
  expect(status).toBe(3);
  expect(stderr).toContain("ID=ubuntu");
});
