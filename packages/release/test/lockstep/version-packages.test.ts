import { chmodSync, existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkLockstep } from "../../src/lockstep/check.ts";
import { versionPackages } from "../../src/lockstep/version-packages.ts";
import { readWorkspace } from "../../src/lockstep/workspace.ts";
import { errorOf } from "../support/error-of.ts";
import { sampleWorkspace } from "../support/workspace.ts";

test("a changeset for one package gives everything the next patch: packages, tags, lock, texts, changelogs", async () => {
  const workspace = sampleWorkspace();
  workspace.changeset({ "relay-image": "patch" }, "The relay is faster.");
  const { folder, read, tools } = workspace;
  const script = join(folder, "packages/relay-image/run-relay.sh");
  chmodSync(script, 0o755);
  expect(await versionPackages(folder, tools)).toBe("0.6.1");
  expect(checkLockstep(readWorkspace(folder))).toEqual([]);
  for (const path of [
    "package.json",
    "packages/compose-gen/package.json",
    "packages/relay-image/package.json",
  ])
    expect(JSON.parse(read(path)).version).toBe("0.6.1");
  expect(read("packages/relay-image/CHANGELOG.md")).toMatch(/^## 0\.6\.1$[\s\S]*The relay is faster\./m);
  expect(read("images.json")).toContain('"tag": "0.6.1",\n    "tools": ["curl", "sh"]');
  expect(read("packages/relay-image/run-relay.sh")).toContain("/relay:0.6.1\n");
  expect(statSync(script).mode & 0o777).toBe(0o755);
  expect(read("docs/GUIDE.md")).toContain("relay:0.6.1`");
  expect(read("docs/GUIDE.md")).toContain("mongo:7.0.28");
  expect(read("packages/relay-image/test/old.sh")).toContain("relay:0.5.0");
  expect(JSON.parse(read("examples/shop/package.json")).dependencies).toEqual({
    "@unicity-sphere/compose-gen": "0.6.1",
    zod: "4.0.0",
  });
  expect(JSON.parse(read("examples/shop/package.json")).devDependencies).toEqual({
    "@unicity-sphere/stackctl": "0.6.1",
    "@unicitylabs/sphere-sdk": "0.6.14",
  });
  // A digest of the version before would be a lie.
  const { relay, mongo } = JSON.parse(read("images.lock.json")).images;
  expect(relay).toMatchObject({
    reference: "ghcr.io/unicity-sphere/relay:0.6.1",
    digest: null,
    verified: false,
    waiver: { reason: expect.stringContaining("0.6.1"), expires: "2027-05-30" },
  });
  expect(mongo.reference).toBe("docker.io/library/mongo:7.0.28");
  expect(existsSync(join(folder, ".changeset/change-1.md"))).toBe(false);
});

test("a run that ended after the changelogs is finished by the next", async () => {
  const workspace = sampleWorkspace();
  workspace.changeset({ "relay-image": "patch" });
  const { folder, tools, read } = workspace;
  const { run } = tools;
  const killed = { ...tools, run: async () => ({ exitCode: 1, stdout: "", stderr: "killed" }) };
  const half: typeof tools = {
    ...tools,
    run: (command, options) => (command.includes("render") ? killed.run() : run(command, options)),
  };
  expect((await errorOf(versionPackages(folder, half))).code).toBe("COMMAND_FAILED");
  expect(await versionPackages(folder, tools)).toBe("0.6.1");
  expect(read("packages/relay-image/CHANGELOG.md").match(/^## /gm)).toHaveLength(1);
});

test("nothing to version, and a changeset that moves the line, are refused before anything changes", async () => {
  const none = sampleWorkspace();
  expect((await errorOf(versionPackages(none.folder, none.tools))).code).toBe("CHANGESETS_NONE");
  const minor = sampleWorkspace();
  minor.changeset({ "relay-image": "minor" });
  const error = await errorOf(versionPackages(minor.folder, minor.tools));
  expect(error.parts).toMatchObject({
    code: "CHANGESETS_REFUSED",
    evidence: expect.stringContaining(".changeset/change-1.md"),
  });
  expect([...none.tools.commands, ...minor.tools.commands]).toEqual([]);
});
