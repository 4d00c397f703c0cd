import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type Job, startJob } from "../support/workflow-scripts.ts";

const pulls = ({ played }: Job) => JSON.parse(readFileSync(join(played, "pulls.json"), "utf8"));
const onServer = (job: Job, what: string) =>
  job.git("--git-dir", join(job.folder, "../origin.git"), ...what.split(" "));
const propose = (job: Job, title = "Version everything") =>
  job.run("pull-request.sh", ["release/version", title]);
/** What another run of the workflow begins with. */
const again = (job: Job) => job.git("reset", "--quiet", "--hard", "origin/main");

function started(): Job {
  const job = startJob({ "package.json": '{"version":"0.6.0"}' });
  job.git("fetch", "--quiet", "origin");
  return job;
}

test("a change, new files too, becomes one commit on the branch and one pull request", () => {
  const job = started();
  job.write("package.json", '{"version":"0.6.1"}');
  job.write("CHANGELOG.md", "new\n");
  expect(propose(job)).toMatchObject({ status: 0, stderr: "" });
  expect(onServer(job, "show release/version:CHANGELOG.md")).toBe("new");
  expect(onServer(job, "log --format=%an%s release/version -1")).toBe(
    "github-actions[bot]Version everything",
  );
  expect(onServer(job, "rev-parse release/version^")).toBe(onServer(job, "rev-parse main"));
  expect(pulls(job)).toEqual([
    { number: 1, head: "release/version", base: "main", title: "Version everything", text: "" },
  ]);
});

test("the same change proposed again leaves branch and pull request; another one replaces them", () => {
  const job = started();
  job.write("a", "1");
  propose(job);
  const first = onServer(job, "rev-parse release/version");
  again(job);
  job.write("a", "1");
  expect(propose(job).status).toBe(0);
  expect(onServer(job, "rev-parse release/version")).toBe(first);
  again(job);
  job.write("a", "2");
  expect(propose(job, "Another title").status).toBe(0);
  expect(onServer(job, "show release/version:a")).toBe("2");
  expect(onServer(job, "rev-list --count main..release/version")).toBe("1");
  expect(pulls(job)).toEqual([expect.objectContaining({ number: 1, title: "Another title" })]);
});

test("a pull request of a fork with the same branch name is not ours: it stays, and ours is opened", () => {
  const job = started();
  const foreign = { number: 1, head: "release/version", base: "main", title: "Mine", text: "", cross: true };
  writeFileSync(join(job.played, "pulls.json"), JSON.stringify([foreign]));
  job.write("a", "1");
  expect(propose(job)).toMatchObject({ status: 0, stderr: "" });
  const ours = { number: 2, head: "release/version", base: "main", title: "Version everything", text: "" };
  expect(pulls(job)).toEqual([foreign, ours]);
  again(job);
  writeFileSync(join(job.played, "pulls.json"), JSON.stringify([ours, { ...foreign, number: 3 }]));
  job.write("a", "2");
  expect(propose(job, "Another title")).toMatchObject({ status: 0, stderr: "" });
  expect(pulls(job)).toEqual([
    { ...ours, title: "Another title" },
    { ...foreign, number: 3 },
  ]);
});

test("nothing changed: nothing is pushed, and nobody is asked", () => {
  const job = started();
  expect(propose(job)).toMatchObject({ status: 0, stdout: "There is nothing to propose.\n" });
  expect(job.calls()).toEqual([]);
  expect(onServer(job, "branch --list release/version")).toBe("");
});

test("a push that is refused fails, and opens no pull request", () => {
  const job = started();
  job.git("remote", "set-url", "origin", join(job.folder, "../nowhere.git"));
  job.write("a", "1");
  expect(propose(job).status).not.toBe(0);
  expect(job.calls()).toEqual([]);
});
