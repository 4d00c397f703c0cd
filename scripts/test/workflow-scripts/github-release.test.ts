import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type Job, startJob } from "../support/workflow-scripts.ts";

const release = { VERSION: "0.6.1", GITHUB_SHA: "c".repeat(40) };
const isPublic = (job: Job) => existsSync(place(job)) && !existsSync(join(place(job), ".draft"));
const target = (job: Job) => readFileSync(join(place(job), ".target"), "utf8");
const place = ({ played }: Job) => join(played, "release-v0.6.1");
const fileOf = (job: Job, name: string) => readFileSync(join(place(job), name), "utf8");

/** A folder with the files of a release and their sums. */
function assets(job: Job, name: string, files: Record<string, string>): string {
  const folder = join(job.folder, "..", name);
  mkdirSync(folder);
  const sums = Object.entries(files).map(([file, text]) => {
    writeFileSync(join(folder, file), text);
    return `${createHash("sha256").update(text).digest("hex")}  ${file}\n`;
  });
  writeFileSync(join(folder, "SHA256SUMS"), sums.join(""));
  return folder;
}

const files = { "a.tgz": "package", "images.lock.json": "lock", "stack.yml": "compose" };
const start = () => startJob({ "package.json": "{}" });
const publish = (job: Job, folder: string, more = {}) =>
  job.run("github-release.sh", [folder], { ...release, ...more });

test("a release is public once all its files are there; the sums come last", () => {
  const job = start();
  expect(publish(job, assets(job, "assets", files))).toMatchObject({ status: 0, stderr: "" });
  expect(isPublic(job)).toBe(true);
  expect(target(job)).toBe(release.GITHUB_SHA);
  for (const [name, text] of Object.entries(files)) expect(fileOf(job, name)).toBe(text);
  expect(job.calls().at(-2)).toMatch(/release upload v0\.6\.1 \S*SHA256SUMS --clobber$/);
  expect(job.calls().at(-1)).toBe("gh release edit v0.6.1 --draft=false");
});

test("an upload that is cut leaves a draft, and the same command finishes it", () => {
  const job = start();
  const folder = assets(job, "assets", files);
  expect(publish(job, folder, { PLAYED_CUT: "stack.yml" }).status).not.toBe(0);
  expect(isPublic(job)).toBe(false);
  expect(existsSync(join(place(job), "SHA256SUMS"))).toBe(false);
  expect(publish(job, folder).status).toBe(0);
  expect(isPublic(job)).toBe(true);
  expect(fileOf(job, "stack.yml")).toBe("compose");
});

test("sums that were cut half-way make no release complete: all is sent again", () => {
  const job = start();
  const folder = assets(job, "assets", files);
  expect(publish(job, folder, { PLAYED_CUT: "SHA256SUMS" }).status).not.toBe(0);
  expect(isPublic(job)).toBe(false);
  expect(publish(job, folder)).toMatchObject({ status: 0, stderr: "" });
  expect(isPublic(job)).toBe(true);
  expect(fileOf(job, "SHA256SUMS")).toBe(readFileSync(join(folder, "SHA256SUMS"), "utf8"));
});

test("the tag is the commit whose files the release has, whichever run began or published it", () => {
  const job = start();
  const folder = assets(job, "assets", files);
  expect(publish(job, folder, { PLAYED_CUT: "stack.yml" }).status).not.toBe(0);
  const later = { GITHUB_SHA: "d".repeat(40) };
  expect(publish(job, assets(job, "later", { ...files, "a.tgz": "of the later" }), later).status).toBe(0);
  expect({ target: target(job), package: fileOf(job, "a.tgz") }).toEqual({
    target: later.GITHUB_SHA,
    package: "of the later",
  });
  writeFileSync(join(place(job), ".draft"), "");
  expect(publish(job, folder).status).toBe(0);
  expect({ isPublic: isPublic(job), target: target(job) }).toEqual({
    isPublic: true,
    target: later.GITHUB_SHA,
  });
});

test("a release that is public and not complete is refused, and stays", () => {
  const job = start();
  const folder = assets(job, "assets", files);
  publish(job, folder);
  writeFileSync(join(place(job), "SHA256SUMS"), "");
  const before = job.calls().length;
  const { status, stderr } = publish(job, folder);
  expect(status).toBe(1);
  expect(stderr).toContain("The release is public and not complete.");
  expect(stderr).toContain("a.tgz images.lock.json stack.yml");
  expect(job.calls().slice(before)).toEqual([expect.stringContaining("gh release view v0.6.1")]);
});

test("a complete release stays what it is: what npm has is of its files, not of those made again", () => {
  const job = start();
  publish(job, assets(job, "assets", files));
  expect(publish(job, assets(job, "again", { ...files, "a.tgz": "other bytes" })).status).toBe(0);
  expect(fileOf(job, "a.tgz")).toBe("package");
  const taken = join(job.folder, "../taken");
  expect(job.run("download-release.sh", [taken], release).status).toBe(0);
  expect(readFileSync(join(taken, "a.tgz"), "utf8")).toBe("package");
});

test("files that are not what their sums say are neither released nor taken", () => {
  const job = start();
  const folder = assets(job, "assets", files);
  writeFileSync(join(folder, "stack.yml"), "changed");
  expect(publish(job, folder).status).not.toBe(0);
  expect(job.calls()).toEqual([]);
  publish(job, assets(job, "good", files));
  writeFileSync(join(place(job), "a.tgz"), "changed");
  const { status, stdout } = job.run("download-release.sh", [join(job.folder, "../taken")], release);
  expect(status).not.toBe(0);
  expect(stdout).toContain("a.tgz: FAILED");
});

test("an outage of GitHub is not taken for a missing release", () => {
  const job = start();
  const { status, stderr } = publish(job, assets(job, "assets", files), { PLAYED_OUTAGE: "1" });
  expect(status).toBe(1);
  expect(stderr).toContain("GitHub does not say whether there is a release.");
  expect(stderr).toContain("HTTP 502");
  expect(existsSync(place(job))).toBe(false);
});
