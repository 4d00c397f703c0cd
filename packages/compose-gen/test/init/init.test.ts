import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { main } from "../../src/cli/main.ts";
import { projectName } from "../../src/init/plan.ts";
import { temporaryFolder } from "../support/folder.ts";

async function init(cwd: string, ...args: string[]) {
  const printed = { out: "", err: "" };
  const code = await main({
    argv: ["init", ...args],
    cwd,
    env: {},
    definitionsFile: join(cwd, "none.json"),
    out: (text) => {
      printed.out += text;
    },
    err: (text) => {
      printed.err += text;
    },
    now: () => new Date(),
  });
  return { code, ...printed };
}

const read = (...path: string[]) => readFileSync(join(...path), "utf8");

test("writes a TypeScript configuration and what it needs, and says what comes next", async () => {
  const folder = temporaryFolder();
  const { code, out } = await init(folder, "My Shop");
  expect(code).toBe(0);
  expect(readdirSync(join(folder, "My Shop")).sort()).toEqual([
    ".gitignore",
    "compose-gen.config.ts",
    "images.json",
    "images.lock.json",
    "package.json",
    "tsconfig.json",
  ]);
  expect(read(folder, "My Shop/compose-gen.config.ts")).toContain('project: "my-shop"');
  expect(JSON.parse(read(folder, "My Shop/images.lock.json"))).toEqual({ lockVersion: 1, images: {} });
  expect(JSON.parse(read(folder, "My Shop/package.json")).devDependencies).toEqual({
    [manifest.name]: manifest.version,
  });
  const commands = out.trim().split("\n").slice(-6);
  expect(commands.map((line) => line.replace(/ *#.*/, ""))).toEqual([
    "  cd 'My Shop'",
    "  npm install",
    "  npm run lock",
    "  npm run lint",
    "  npm run render",
    "  npm run check",
  ]);
});

test("writes JavaScript for a Node.js that loads no TypeScript", async () => {
  const folder = temporaryFolder();
  await init(folder, "--js");
  expect(readdirSync(folder).sort()).toEqual([
    ".gitignore",
    "compose-gen.config.mjs",
    "images.json",
    "images.lock.json",
    "package.json",
  ]);
  expect(JSON.parse(read(folder, "package.json")).scripts.render).toBe(
    "compose-gen render --all-generations --all-profiles --config compose-gen.config.mjs",
  );
});

test("the scripts render and check the same files, and what images of this machine render to stays out of git", async () => {
  const folder = temporaryFolder();
  await init(folder);
  const { scripts } = JSON.parse(read(folder, "package.json"));
  expect(scripts.check).toBe(scripts.render.replace(" --config", " --check --config"));
  expect(scripts.check).toContain("--all-generations --all-profiles");
  expect(read(folder, ".gitignore").split("\n")).toContain("local/");
});

test("keeps a package.json that is there and says how to add the package to it", async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "package.json"), '{ "name": "mine" }');
  const { code, out } = await init(folder);
  expect(code).toBe(0);
  expect(read(folder, "package.json")).toBe('{ "name": "mine" }');
  expect(out).toContain("kept package.json");
  expect(out).toContain(`npm install --save-dev --save-exact ${manifest.name}@${manifest.version}`);
});

test("writes nothing when one of its files is there, and lists each of them", async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "images.json"), "{}");
  symlinkSync("nowhere", join(folder, "compose-gen.config.json"));
  const { code, out, err } = await init(folder);
  expect({ code, out }).toEqual({ code: 3, out: "" });
  expect(err).toContain("INIT_EXISTS");
  expect(err).toMatch(/compose-gen\.config\.json\n\s+images\.json\n/);
  expect(readdirSync(folder).sort()).toEqual(["compose-gen.config.json", "images.json"]);
});

test("leaves the folder as it was when a file cannot be written", async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "place"), "a file, not a folder");
  const { code, err } = await init(folder, "place");
  expect(code).toBe(3);
  expect(err).toContain("OUTPUT_NOT_WRITTEN");
  expect(readdirSync(folder)).toEqual(["place"]);
});

test("a dry run writes nothing and gives the files as JSON", async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "new"));
  const { out } = await init(folder, "new", "--dry-run", "--json");
  expect(readdirSync(join(folder, "new"))).toEqual([]);
  const report = JSON.parse(out);
  expect(report).toMatchObject({ version: 1, written: false, keep: [] });
  await init(folder, "new");
  for (const { name, content } of report.files) expect(read(folder, "new", name)).toBe(content);
});

test("refuses two folders and unknown options", async () => {
  const folder = temporaryFolder();
  expect((await init(folder, "a", "b")).code).toBe(3);
  expect((await init(folder, "--jss")).err).toContain('"--js"');
  expect(readdirSync(folder)).toEqual([]);
});

test.each([
  ["shop", "shop"],
  ["My Shop!", "my-shop"],
  ["_9lives", "9lives"],
  ["Ünïcode", "n-code"],
  ["…", "app"],
  ["a".repeat(80), "a".repeat(40)],
])("the folder %j becomes the project %j", (folder, project) => {
  expect(projectName(folder)).toBe(project);
});
