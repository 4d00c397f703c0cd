import { expect, test } from "vitest";
import { startJob } from "../support/workflow-scripts.ts";

const versioned = { "package.json": '{"version":"0.6.1"}', ".changeset/README.md": "How to." };
const waiting = { ...versioned, ".changeset/a-change.md": '---\n"a": patch\n---\n\nA change.\n' };

test.each([
  ["changesets wait", waiting, undefined, {}, "version"],
  ["the version has no tag", versioned, undefined, {}, "release"],
  ["the version has its tag", versioned, "v0.6.1", {}, "nothing"],
  ["another version has a tag that begins like it", versioned, "v0.6.10", {}, "release"],
  ["changesets wait after a release", waiting, "v0.6.1", {}, "version"],
  ["a release is asked for again", versioned, "v0.6.1", { AGAIN: "true" }, "release"],
])("%s", (_, files, tag, environment, action) => {
  const job = startJob(files);
  if (tag) {
    job.git("tag", tag);
    job.git("push", "--quiet", "origin", tag);
  }
  expect(job.run("plan-release.sh", [], environment)).toMatchObject({
    status: 0,
    outputs: { version: "0.6.1", action },
  });
});

test("a version that is passed over before it has its tag is warned about", () => {
  const job = startJob(waiting);
  expect(job.run("plan-release.sh").stdout).toContain("::warning title=v0.6.1 has no tag::");
  job.git("tag", "v0.6.1");
  job.git("push", "--quiet", "origin", "v0.6.1");
  expect(job.run("plan-release.sh").stdout).not.toContain("::warning");
});

test("a commit with waiting changesets is no release, even when it is asked for", () => {
  const { status, stderr, outputs } = startJob(waiting).run("plan-release.sh", [], { AGAIN: "true" });
  expect(status).toBe(1);
  expect(stderr).toContain("Changesets wait for a version.");
  expect(stderr).toContain("Run the workflow on the tag of the release.");
  expect(outputs).toEqual({});
});

test("tags that cannot be read are no missing tag", () => {
  const job = startJob(versioned);
  job.git("remote", "set-url", "origin", "/nowhere.git");
  const { status, stderr, outputs } = job.run("plan-release.sh");
  expect(status).toBe(1);
  expect(stderr).toContain("The tags of the repository cannot be read.");
  expect(outputs).toEqual({});
});
