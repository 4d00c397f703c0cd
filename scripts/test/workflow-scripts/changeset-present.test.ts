import { expect, test } from "vitest";
import { startJob } from "../support/workflow-scripts.ts";

/** What the step says of the merge of a pull request that writes these files. */
function asked(files: Record<string, string>) {
  const job = startJob({ "package.json": "{}", "packages/relay/src/relay.ts": "1" });
  const git = (...args: string[]) => job.git("-c", "user.name=a", "-c", "user.email=a@example.org", ...args);
  git("checkout", "--quiet", "-b", "proposal");
  for (const [path, text] of Object.entries(files)) job.write(path, text);
  git("add", ".");
  git("commit", "--quiet", "--message=change");
  git("checkout", "--quiet", "main");
  // Of somebody else, and merged in the meantime: no part of what is proposed.
  job.write("packages/relay/src/other.ts", "1");
  git("add", ".");
  git("commit", "--quiet", "--message=other");
  git("merge", "--quiet", "--no-ff", "--message=merge", "proposal");
  const merge = git("rev-parse", "HEAD");
  git("push", "--quiet", "origin", `${merge}:refs/pull/1/merge`);
  return job.run("changeset-present.sh", [], { GITHUB_SHA: merge });
}

test("a pull request that changes what a package ships and has no changeset is refused", () => {
  const { status, stderr, stdout } = asked({ "packages/relay/src/relay.ts": "2", "docs/a.md": "a" });
  expect([status, stdout]).toEqual([
    1,
    expect.stringContaining("::error title=This pull request has no changeset.::"),
  ]);
  expect(stderr).toMatch(/evidence: changed: packages\/relay\/src\/relay\.ts\n/);
  expect(stderr).toMatch(/next: .*npx changeset\n/);
});

test.each([
  [
    "has one",
    { "packages/relay/src/relay.ts": "2", ".changeset/new.md": '---\n"relay": patch\n---\n\nTwo.\n' },
  ],
  ["is a version", { "packages/relay/package.json": "{}", "packages/relay/CHANGELOG.md": "# 2\n" }],
  ["changes tests", { "packages/relay/test/a.test.ts": "1", "packages/relay/vitest.config.ts": "1" }],
  ["changes docs and pins", { "docs/a.md": "a", "images.lock.json": "{}" }],
])("one that %s passes", (_, files) => {
  expect(asked(files)).toMatchObject({ status: 0, stderr: "", stdout: "" });
});
