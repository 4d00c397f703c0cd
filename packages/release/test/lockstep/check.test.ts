import { expect, test } from "vitest";
import { checkLockstep } from "../../src/lockstep/check.ts";
import { readWorkspace } from "../../src/lockstep/workspace.ts";
import { type SampleWorkspace, sampleWorkspace } from "../support/workspace.ts";

const check = ({ folder }: SampleWorkspace) => checkLockstep(readWorkspace(folder));

/** The sample with one text of a file replaced. */
function changed(path: string, before: string, after: string): SampleWorkspace {
  const workspace = sampleWorkspace();
  const text = workspace.read(path);
  expect(text).toContain(before);
  workspace.write(path, text.replace(before, after));
  return workspace;
}

test("a repository in which everything agrees has no finding", () => {
  const workspace = sampleWorkspace();
  workspace.changeset({ "relay-image": "patch", "@unicity-sphere/stackctl": "none" });
  expect(check(workspace)).toEqual([]);
});

test("an SDK of another line than the version does not pass", () => {
  const workspace = sampleWorkspace();
  workspace.write("sdk.json", '{ "line": "0.7", "verified": { "@unicitylabs/sphere-sdk": "0.7.0" } }');
  const rules = check(workspace).map(({ rule }) => rule);
  expect(rules).toContain("version.line");
  expect(check(workspace).find(({ rule }) => rule === "version.line")?.next).toContain("sdk-released");
});

const disagreements: [string, string, string, string, string][] = [
  ["a package of another version", "packages/relay-image/package.json", "0.6.0", "0.6.1", "version.shared"],
  ["the root of another version", "package.json", "0.6.0", "0.6.1", "version.shared"],
  ["an example on another version", "examples/shop/package.json", "0.6.0", "0.5.0", "version.example"],
  [
    "an example whose tests use another version",
    "examples/shop/package.json",
    '"@unicity-sphere/stackctl": "0.6.0"',
    '"@unicity-sphere/stackctl": "0.5.0"',
    "version.example",
  ],
  [
    "an image of ours that nobody defines",
    "images.json",
    "unicity-sphere/faucet",
    "example/faucet",
    "image.missing",
  ],
  ["a line that is not the SDK's", "sdk.json", '"0.6"', '"0.7"', "sdk.line"],
  ["an SDK range", "sdk.json", "0.6.14", "^0.6.14", "sdk.exact"],
  ["an SDK that no package installs", "sdk.json", "0.6.14", "0.6.15", "sdk.driven"],
  ["an installed SDK that nobody verified", "pnpm-workspace.yaml", "0.6.14", "0.6.15", "sdk.verified"],
  [
    "an SDK without a generation",
    "packages/aggregator-stack/generations.json",
    ">=0.6.14 <0.9.0-0",
    ">=0.7.0 <0.9.0-0",
    "sdk.generation",
  ],
  ["an image tag", "images.json", "0.6.0", "0.6.1", "image.tag"],
  ["a Debian of no time", "debian.json", "20260101T000000Z", "2026-01-01", "debian.snapshot"],
  ["a Debian of a day that never was", "debian.json", "20260101T", "20260230T", "debian.snapshot"],
  ["a Debian of the future", "debian.json", "20260101T", "29990101T", "debian.snapshot"],
  ["a lock for another tag", "images.lock.json", "relay:0.6.0", "relay:0.5.9", "image.lock"],
  ["a run script", "packages/relay-image/run-relay.sh", "0.6.0", "0.5.9", "text.image"],
  ["a guide", "docs/GUIDE.md", "relay:0.6.0", "relay:0.6.0-rc.1", "text.image"],
  ["a rendered file", "generated/relay.yml", "compose-gen 0.6.0", "compose-gen 0.5.9", "text.rendered"],
  [
    "a group without the public packages",
    ".changeset/config.json",
    "@unicity-sphere/*",
    "@unicity-sphere/x",
    "changesets.fixed",
  ],
  [
    "private packages without a version",
    ".changeset/config.json",
    '"version": true',
    '"version": false',
    "changesets.private",
  ],
];

test.each(disagreements)("%s does not pass, and is named", (_, path, before, after, rule) => {
  const findings = check(changed(path, before, after));
  expect(findings.map((finding) => finding.rule)).toContain(rule);
  const [found] = findings.filter((finding) => finding.rule === rule);
  expect(found?.message).not.toBe("");
  expect(found?.next).not.toBe("");
});

test("a place in a text is named with its line", () => {
  const [finding, ...others] = check(changed("docs/GUIDE.md", "relay:0.6.0", "relay:0.5.0"));
  expect(others).toEqual([]);
  expect(finding?.where).toBe("docs/GUIDE.md:1");
});

test.each([
  ["minor", "changesets.patch"],
  ["major", "changesets.patch"],
  ["huge", "changesets.readable"],
])("a changeset may not be %s", (type, rule) => {
  const workspace = sampleWorkspace();
  workspace.changeset({ "relay-image": type });
  expect(check(workspace)).toMatchObject([{ rule, where: ".changeset/change-1.md" }]);
});

test("a changeset for a package that is not here is named", () => {
  const workspace = sampleWorkspace();
  workspace.changeset({ sample: "patch" });
  expect(check(workspace)).toMatchObject([{ rule: "changesets.unknown" }]);
});
