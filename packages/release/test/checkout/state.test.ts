import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "rehearsal";
import { expect, test } from "vitest";
import { readCheckout } from "../../src/checkout/state.ts";
import { errorOf } from "../support/error-of.ts";
import { temporaryFolder } from "../support/folder.ts";

/** A repository with one commit. */
function sampleCheckout(origin = "git@github.com:example/stack.git") {
  const folder = temporaryFolder();
  const git = (...args: string[]) => execFileSync("git", args, { cwd: folder, encoding: "utf8" }).trim();
  const write = (path: string) => {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    writeFileSync(join(folder, path), `${path}\n`);
  };
  for (const path of ["a file", "images.lock.json", "generated/relay.yml"]) write(path);
  git("init", "--quiet");
  git("remote", "add", "origin", origin);
  git("add", ".");
  git("-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "--quiet", "--message", "first");
  const read = (source?: string, env = {}) => readCheckout(folder, { run: runCommand, env, source });
  return {
    folder,
    git,
    write: (path: string, text: string) => writeFileSync(join(folder, path), text),
    read,
  };
}

test("a clean checkout says its commit and where it is from", async () => {
  const { read, git } = sampleCheckout();
  expect(await read()).toEqual({
    revision: git("rev-parse", "HEAD"),
    committedAt: Number(git("log", "-1", "--format=%ct")),
    source: "https://github.com/example/stack",
    changed: [],
  });
});

test("changed and new files are named, but for those that a release writes", async () => {
  const { read, write } = sampleCheckout();
  write("images.lock.json", "{}");
  write("generated/relay.yml", "{}");
  expect((await read()).changed).toEqual([]);
  write("a file", "changed");
  write("new", "new");
  expect((await read()).changed.sort()).toEqual(["a file", "new"]);
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

test("a folder without a commit is refused", async () => {
  const reading = readCheckout(temporaryFolder(), {
    run: runCommand,
    env: {},
    source: "https://example.org/x",
  });
  expect((await errorOf(reading)).code).toBe("NO_CHECKOUT");
});
