import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { temporaryFolder } from "../support/folder.ts";
import { run } from "../support/run.ts";
import { shell } from "../support/source-command.ts";

function write(folder: string, files: Record<string, string>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
}

const missingLock = {
  "c.ts": 'import lock from "./images.lock.json" with { type: "json" };\nexport default lock;\n',
};

/** What · files of the folder · configuration · what is said about it. */
const cases: [string, Record<string, string>, string, RegExp][] = [
  [
    "with a syntax error in TypeScript",
    { "c.ts": "const a: number = 1;\nexport default {\n  a: 1,,\n};\n" },
    "./c.ts",
    /where: +\.\/c\.ts:3\n +evidence: Unexpected token .*\n +next: +Correct the syntax\./s,
  ],
  [
    "with a syntax error in JavaScript",
    { "c.mjs": "export default {,};\n" },
    "c.mjs",
    /evidence: Unexpected token ','\n +next: +Correct the syntax\./,
  ],
  [
    "with an enum",
    { "c.ts": "enum Size { Small }\nexport default Size;\n" },
    "c.ts",
    /where: +c\.ts:1\n +evidence: TypeScript enum .*\n +next: +Write it without .* no enum/,
  ],
  [
    "that imports a package which is not installed",
    { "deep/c.mjs": 'import "@acme/definitions";\n' },
    "deep/c.mjs",
    /evidence: the package "@acme\/definitions" is not installed\n +next: +Run `npm install` in deep; .* --save-dev @acme\/definitions`/,
  ],
  [
    "before the first npm install",
    { "c.ts": 'import { defineConfig } from "@unicity-sphere/compose-gen";\n' },
    "c.ts",
    /next: +Run `npm install` in this folder\.$/,
  ],
  [
    "without the lock that it imports",
    missingLock,
    "c.ts",
    /evidence: it imports images\.lock\.json, which does not exist\n +next: .* An empty lock holds \{ "lockVersion": 1, "images": \{\} \}; `compose-gen lock --update` fills it/,
  ],
  [
    "whose lock is empty",
    {
      ...missingLock,
      "images.lock.json": "",
    },
    "c.ts",
    /where: +images\.lock\.json\n +evidence: it is no JSON: Unexpected end of JSON input\n +next: +Correct the file\. An empty lock holds/,
  ],
  [
    "whose images are no JSON",
    {
      "sub/c.mjs": 'import images from "../images.json" with { type: "json" };\nexport default images;\n',
      "images.json": '{ "a": 1,\n  "b": }\n',
    },
    "sub/c.mjs",
    /where: +images\.json\n +evidence: it is no JSON: Unexpected token '\}'\n +next: +Correct the file\.$/,
  ],
  [
    "that imports JSON without saying so",
    { "c.mjs": 'import images from "./images.json";\nexport default images;\n', "images.json": "{}" },
    "c.mjs",
    /next: +Write `with \{ type: "json" \}` after/,
  ],
  [
    "that throws",
    {
      "c.ts": 'type Text = string;\n\nconst text: Text = "is not set";\nthrow new Error("SIZE " + text);\n',
    },
    "c.ts",
    /where: +c\.ts:4\n +evidence: it throws: SIZE is not set\n/,
  ],
  ["that throws a text", { "c.mjs": 'throw "text";\n' }, "c.mjs", /evidence: it throws text\n/],
  [
    "without a default export",
    { "c.mjs": "export const config = {};\n" },
    "c.mjs",
    /evidence: it has no default export\n +next: +Write `export default defineConfig\(\{ … \}\)`/,
  ],
  [
    "that exports a promise",
    { "c.mjs": "export default Promise.resolve({});\n" },
    "c.mjs",
    /evidence: its default export is a promise\n +next: .*`export default await …`/,
  ],
  [
    "that exports a function",
    { "c.mjs": "export default () => ({});\n" },
    "c.mjs",
    /evidence: its default export is a function\n +next: .* not the function/,
  ],
];

/** Reads configurations in turn as the command does, by Node.js itself, and prints what is said about each. */
const reader = `
const [{ readConfig }, { describeError }] = await Promise.all(["cli/read-config.ts", "errors.ts"].map((file) =>
  import(new URL(file, ${JSON.stringify(`${pathToFileURL(resolve(import.meta.dirname, "../../src")).href}/`)}))));
const texts = [];
for (const file of JSON.parse(process.argv[1]))
  texts.push(await readConfig(file).then(() => "was read", describeError));
console.log(JSON.stringify(texts));
`;

describe("a configuration that Node.js does not load", () => {
  let folder = "";
  let texts: string[] = [];
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "compose-gen-"));
    const files = cases.map(([, content, shown], index) => {
      write(join(folder, String(index)), content);
      return { path: join(folder, String(index), shown), shown };
    });
    const args = ["--input-type=module", "-e", reader, JSON.stringify(files)];
    const { stdout } = spawnSync(process.execPath, args, { encoding: "utf8", timeout: 100_000 });
    texts = JSON.parse(stdout);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each(cases.map(([what, , , expected], index) => ({ what, expected, index })))(
    "$what",
    ({ expected, index }) => {
      const text = texts[index] ?? "";
      expect(text).toContain("[CONFIG_UNREADABLE]");
      expect(text).toMatch(expected);
      expect(text).not.toMatch(/\n\s+at /);
      expect(text).not.toContain(folder);
    },
  );

  test("ends the command with 3 and with commands that can be pasted", () => {
    const place = join(folder, "command");
    write(place, missingLock);
    const { status, stdout, stderr } = shell(place, "compose-gen list --config c.ts");
    expect({ status, stdout }).toEqual({ status: 3, stdout: "" });
    expect(stderr).toContain("`compose-gen lock --update --config c.ts` fills it.");
  });
});

describe("a configuration that is refused before it is loaded", () => {
  test.each<[string, string, RegExp]>([
    [
      "that is not there",
      "none.ts",
      /where: +none\.ts\n +evidence: no such file\n +next: .*`compose-gen init DIR`/,
    ],
    ["that is a folder", "folder.ts", /evidence: it is no file\n/],
    ["of another kind", "c.yaml", /evidence: it is neither TypeScript, JavaScript nor JSON\n/],
    [
      "of JSON that is none",
      "c.json",
      /where: +c\.json\n +evidence: it is no JSON: .*\n +next: +Correct the file\.\n/,
    ],
  ])("%s", async (_what, config, expected) => {
    const folder = temporaryFolder();
    write(folder, { "c.yaml": "project: x\n", "c.json": '{ "project": }' });
    mkdirSync(join(folder, "folder.ts"));
    const before = readdirSync(folder);
    const { code, err } = await run(folder, ["render", "--config", config]);
    expect(code).toBe(3);
    expect(err).toContain("[CONFIG_UNREADABLE]");
    expect(err).toMatch(expected);
    expect(readdirSync(folder)).toEqual([...before, "definitions.json"].sort());
  });
});
