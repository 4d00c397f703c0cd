import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startJob } from "../support/workflow-scripts.ts";

/** Stands for a command of the release that writes a file into the folder it is given. */
const writes = (name: string, option = "") => `
import { mkdirSync, writeFileSync } from "node:fs";
const folder = process.argv[${option ? `process.argv.indexOf("${option}") + 1` : 2}];
mkdirSync(folder, { recursive: true });
writeFileSync(folder + "/${name}", "${name}");
`;
const composeFiles = ["relay", "faucet", "aggregator", "stack"].map((name) => [
  `generated/${name}.yml`,
  `name: ${name}\n`,
]);

test("the files of a release are bundle, packages, Compose files and lock, each with its sum", () => {
  const job = startJob({
    "scripts/host-bundle.ts": writes("unicity-stack-host-0.6.1.tar.gz"),
    "scripts/release-npm.ts": writes("a-0.6.1.tgz", "--tarballs"),
    "images.lock.json": "{}",
    ...Object.fromEntries(composeFiles),
  });
  job.play("turbo");
  const folder = join(job.folder, "../assets");
  const { status, stderr } = job.run("release-assets.sh", [folder]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(readdirSync(folder).sort()).toEqual([
    "SHA256SUMS",
    "a-0.6.1.tgz",
    "aggregator.yml",
    "faucet.yml",
    "images.lock.json",
    "relay.yml",
    "stack.yml",
    "unicity-stack-host-0.6.1.tar.gz",
  ]);
  execFileSync("sha256sum", ["--check", "--quiet", "--strict", "SHA256SUMS"], { cwd: folder });
  expect(readFileSync(join(folder, "SHA256SUMS"), "utf8").trimEnd().split("\n")).toHaveLength(7);
  expect(job.calls().map((call) => call.split(" ").slice(0, 3).join(" "))).toEqual([
    "turbo run render",
    "turbo run build",
  ]);
});

test("the lock of a release is taken and rendered from", () => {
  const job = startJob({ "images.lock.json": "old" });
  job.play("turbo");
  const given = join(job.folder, "../given");
  mkdirSync(given);
  writeFileSync(join(given, "images.lock.json"), "released");
  expect(job.run("take-lock.sh", [join(given, "images.lock.json")]).status).toBe(0);
  expect(readFileSync(join(job.folder, "images.lock.json"), "utf8")).toBe("released");
  expect(job.calls()).toEqual(["turbo run render --output-logs=errors-only"]);
});

test.each([
  ["which main still has are proposed", "0.6.1", "true"],
  ["which main has left behind are not proposed", "0.6.2", "false"],
])("the digests of a version that is released on its tag and %s", (_, onMain, wanted) => {
  const job = startJob({ "package.json": '{"version":"0.6.1"}' });
  const commit = ["-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "--quiet", "--all"];
  job.write("package.json", JSON.stringify({ version: onMain, private: true }));
  job.git(...commit, "--message=later");
  job.git("push", "--quiet", "origin", "main");
  job.git("checkout", "--quiet", "--detach", "HEAD^");
  const { status, outputs, stdout } = job.run("lock-wanted.sh", [], { VERSION: "0.6.1" });
  expect({ status, outputs }).toEqual({ status: 0, outputs: { wanted } });
  expect(stdout.includes("::notice")).toBe(wanted === "false");
});
