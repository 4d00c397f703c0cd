import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { LockEntry } from "@unicity-sphere/compose-gen";
import { lockText } from "@unicity-sphere/compose-gen/registry";
import { type RunCommand, runCommand } from "rehearsal";
import { expect, test } from "vitest";
import { changesOf } from "../../src/checkout/changes.ts";
import { readCheckout } from "../../src/checkout/state.ts";
import { errorOf } from "../support/error-of.ts";
import { temporaryFolder } from "../support/folder.ts";

const IDENTITY = ["-c", "user.name=a", "-c", "user.email=a@example.org"];
const published = pinned("ghcr.io/unicity-sphere/relay:0.6.1");
const RENDERED = ["generated/relay.yml", "generated/host/relay.yml"];

function pinned(reference: string): LockEntry {
  const digest = `sha256:${"ab".repeat(32)}`;
  const index = { digest, mediaType: "application/vnd.oci.image.index.v1+json", platforms: ["linux/amd64"] };
  return {
    reference,
    ...index,
    source: "registry ghcr.io",
    resolvedAt: "2030-01-01T00:00:00Z",
    verified: true,
  };
}

/** Stands for compose-gen: a rendered file holds the lock. */
const composeGen = `
import { readFileSync } from "node:fs";
const stale = ${JSON.stringify(RENDERED)}.filter((path) => readFileSync(path, "utf8") !== readFileSync("images.lock.json", "utf8"));
console.log(JSON.stringify({ problems: stale.map((path) => ({ path, problem: "stale" })) }));
process.exitCode = stale.length > 0 ? 1 : 0;
`;

/** A repository with one commit, rendered. */
function sampleCheckout(origin = "git@github.com:example/stack.git") {
  const folder = temporaryFolder();
  const git = (...args: string[]) =>
    execFileSync("git", [...IDENTITY, ...args], { cwd: folder, encoding: "utf8" }).trim();
  const write = (path: string, text: string) => {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const waiver = { reason: "Not published yet", expires: "2030-01-01" };
  const open = { digest: null, platforms: [], source: "nobody", resolvedAt: null, verified: false, waiver };
  const relay = { reference: published.reference, ...open };
  const mongo = { reference: "docker.io/library/mongo:7.0.28", ...open };
  /** Writes the lock with these entries, and returns its text. */
  const lock = (entries: Record<string, LockEntry>) => {
    const text = lockText({ lockVersion: 1, images: { relay, mongo, ...entries } });
    write("images.lock.json", text);
    return text;
  };
  const render = () => {
    for (const path of RENDERED) cpSync(join(folder, "images.lock.json"), join(folder, path));
  };
  write("a file", "a file");
  write("generated/nginx/relay.conf", "routes");
  write("packages/compose-gen/dist/cli.js", composeGen);
  write("packages/compose-gen/package.json", '{ "type": "module" }');
  const image = (repository: string, tag: string) => ({ repository, tag, tools: [] });
  write(
    "images.json",
    JSON.stringify({
      relay: image("ghcr.io/unicity-sphere/relay", "0.6.1"),
      mongo: image("docker.io/library/mongo", "7.0.28"),
    }),
  );
  lock({});
  mkdirSync(join(folder, "generated/host"));
  render();
  git("init", "--quiet");
  git("remote", "add", "origin", origin);
  git("add", ".");
  git("commit", "--quiet", "--message", "first");
  const read = (source?: string, env = {}) => readCheckout(folder, { run: runCommand, env, source });
  return { folder, git, write, read, lock, render };
}

test("a clean checkout says its commit and where it is from", async () => {
  const { read, git } = sampleCheckout();
  expect(await read()).toEqual({
    revision: git("rev-parse", "HEAD"),
    committedAt: Number(git("log", "-1", "--format=%ct")),
    source: "https://github.com/example/stack",
    changed: [],
    lockChanged: false,
  });
});

test("changed, moved and new files are named, also those that go into images, packages and the bundle", async () => {
  const { read, write, git } = sampleCheckout();
  const inputs = [
    "generated/host/relay.yml",
    "generated/nginx/relay.conf",
    "images.json",
    "images.lock.json",
  ];
  for (const path of [...inputs, "a file", "new"]) write(path, "changed");
  expect((await read()).changed.sort()).toEqual(["a file", ...inputs, "new"]);
  git("stash", "--quiet", "--include-untracked");
  git("mv", "a file", "another file");
  expect((await read()).changed.sort()).toEqual(["a file", "another file"]);
});

test("a release that was interrupted goes on with the digests and rendered files that it wrote itself", async () => {
  const { read, lock, render } = sampleCheckout();
  lock({ relay: published });
  expect(await read()).toMatchObject({ changed: [], lockChanged: true });
  render();
  expect(await read()).toMatchObject({ changed: [], lockChanged: true });
});

test("a rendered file that the lock does not give is named beside those that it gives", async () => {
  const { read, write, lock, render } = sampleCheckout();
  lock({ relay: published });
  render();
  write("generated/relay.yml", "by hand");
  write("generated/host/extra.yml", "of nobody");
  write("generated/nginx/relay.conf", "a route");
  const changed = ["generated/host/extra.yml", "generated/nginx/relay.conf", "generated/relay.yml"];
  expect((await read()).changed.sort()).toEqual(changed);
});

const other = { ...pinned("docker.io/library/mongo:7.0.28"), digest: `sha256:${"cd".repeat(32)}` };
test.each<[string, Record<string, LockEntry>]>([
  ["another digest of an image of others", { mongo: other }],
  ["a digest that no registry confirmed", { relay: { ...published, verified: false } }],
  [
    "a digest of another version",
    { relay: { ...published, reference: "ghcr.io/unicity-sphere/relay:0.6.2" } },
  ],
])("a lock with %s is no work of a release", async (_, entries) => {
  const { read, lock, render } = sampleCheckout();
  lock(entries);
  render();
  expect((await read()).changed.sort()).toEqual([
    "generated/host/relay.yml",
    "generated/relay.yml",
    "images.lock.json",
  ]);
});

test("a lock in another form than a release writes is no work of it", async () => {
  const { read, write, lock } = sampleCheckout();
  const text = lock({ relay: published });
  write("images.lock.json", text.replaceAll("\n", "\n "));
  expect((await read()).changed).toEqual(["images.lock.json"]);
});

test("rendering that fails is told with what it says", async () => {
  const { read, lock, render, write, git } = sampleCheckout();
  write("packages/compose-gen/dist/cli.js", 'console.error("not built"); process.exit(3);');
  git("commit", "--quiet", "--all", "--message", "broken");
  lock({ relay: published });
  render();
  expect((await errorOf(read())).parts).toMatchObject({ code: "RENDER_FAILED", evidence: "not built" });
});

test.each([
  ["https://robot:token@github.com/example/stack.git", "https://github.com/example/stack"],
  ["ssh://git@github.com/example/stack.git", "https://github.com/example/stack"],
])("the address %s is shown as %s", async (origin, source) => {
  expect((await sampleCheckout(origin).read()).source).toBe(source);
});

test("GitHub Actions and the command line know better; a folder is no address", async () => {
  const { read } = sampleCheckout("/a/folder");
  const actions = { GITHUB_SERVER_URL: "https://github.com", GITHUB_REPOSITORY: "fork/stack" };
  expect((await read(undefined, actions)).source).toBe("https://github.com/fork/stack");
  expect((await read("https://example.org/stack", actions)).source).toBe("https://example.org/stack");
  expect((await errorOf(read())).parts).toMatchObject({ code: "SOURCE_UNKNOWN", where: "/a/folder" });
});

test("a folder without a commit, and a machine without git, are refused with what was said", async () => {
  const source = "https://example.org/x";
  const reading = readCheckout(temporaryFolder(), { run: runCommand, env: {}, source });
  expect((await errorOf(reading)).parts).toMatchObject({
    code: "NO_CHECKOUT",
    evidence: expect.stringContaining("not a git repository"),
  });
  const without: RunCommand = (command, options) =>
    runCommand(command, { ...options, environment: { PATH: "/nonexistent" } });
  const { folder } = sampleCheckout();
  const error = await errorOf(changesOf(folder, without));
  expect(error.parts).toMatchObject({ code: "NO_CHECKOUT", evidence: expect.stringContaining("ENOENT") });
});
