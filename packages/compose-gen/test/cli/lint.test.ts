import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { rules } from "../../src/lint/rules/index.ts";
import { shopConfig } from "../fixtures/shop.ts";
import { temporaryFolder } from "../support/folder.ts";
import { run } from "../support/run.ts";

/** A folder with the example configuration, after a change, as `config.json`. */
function folderWith(change: (config: ReturnType<typeof shopConfig>) => void = () => {}): string {
  const folder = temporaryFolder();
  const config = shopConfig();
  change(config);
  writeFileSync(join(folder, "config.json"), JSON.stringify(config));
  return folder;
}

const careless = 'services:\n  web:\n    image: nginx:latest\n    ports: ["80:80"]\n';
const mild = (config: ReturnType<typeof shopConfig>) => {
  for (const stack of config.stacks.one ?? [])
    for (const service of stack.services)
      if (service.name === "web")
        service.waivers = [{ rule: "user.non-root", reason: "was root in an earlier version" }];
};
const red = (config: ReturnType<typeof shopConfig>) => {
  for (const stack of config.stacks.one ?? [])
    for (const service of stack.services) if (service.name === "web") service.runtime.user = "0:0";
};

describe("lint of definitions", () => {
  test("shows every file of every generation, and ends with 0 when all errors are waived", async () => {
    const { code, out } = await run(folderWith(), ["lint"]);
    expect(code).toBe(0);
    const files = out.split("\n").filter((line) => /^[✓✗]/.test(line));
    expect(files.map((line) => line.slice(2))).toEqual(
      ["", "two/"].flatMap((folder) =>
        ["shop", "payment", "all"].map((name) => `generated/${folder}${name}.yml`),
      ),
    );
    expect(out).toMatch(/0 errors, 0 warnings, [0-9]+ waived in 6 files/);
    expect(out).toMatch(
      /– image\.pinned \(until 9999-12-31\): published by the first release\n {6}\S.* in [0-9]+ files/,
    );
  });

  test("takes stacks, a generation and a profile", async () => {
    const { out } = await run(folderWith(), [
      "lint",
      "shop",
      "--generation",
      "two",
      "--profile",
      "local",
      "--format",
      "json",
    ]);
    const { files } = JSON.parse(out);
    expect(files).toMatchObject([
      { file: "generated/two/shop.yml", stack: "shop", generation: "two", profile: "local" },
    ]);
  });

  test("points at the line of the rendered file", async () => {
    const folder = folderWith();
    const { out } = await run(folder, ["lint", "payment", "--generation", "one", "--format", "json"]);
    const [{ findings }] = JSON.parse(out).files;
    const rendered = (await run(folder, ["render", "payment", "--stdout"])).out.split("\n");
    expect(rendered[findings[0].line - 1]).toMatch(/^ {4}image: registry\.example\/acme\/payment/);
  });

  test("shows what render refuses: without its waiver both fail, with it neither does", async () => {
    const open = folderWith(red);
    const linted = await run(open, ["lint", "--config", "config.json"]);
    expect(linted).toMatchObject({ code: 1, err: "" });
    expect(linted.out).toMatch(/✗ user\.non-root\n {6}web \([0-9]+\) runs as root \(0:0\)\n/);
    const rendered = await run(open, ["render", "--config", "config.json"]);
    expect(rendered).toMatchObject({ code: 3, out: "" });
    expect(rendered.err).toContain("[LINT_FAILED]");
    expect(rendered.err).toContain("user.non-root: services.web.user: web runs as root (0:0)");

    const waived = folderWith((config) => {
      red(config);
      mild(config);
    });
    expect((await run(waived, ["lint", "--config", "config.json"])).code).toBe(0);
    expect((await run(waived, ["render", "--config", "config.json"])).code).toBe(0);
  });

  test("ends with 1 for a warning only when it is strict", async () => {
    const folder = folderWith(mild);
    const lenient = await run(folder, ["lint", "--config", "config.json"]);
    expect(lenient.out).toContain("waiver.unused");
    expect(lenient.code).toBe(0);
    expect((await run(folder, ["lint", "--config", "config.json", "--strict"])).code).toBe(1);
  });
});

describe("lint of Compose files of any origin", () => {
  test("needs no configuration, and shows the path as it was given", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "compose.yml"), careless);
    const { code, out } = await run(folder, ["lint", "--file", "compose.yml", "--format", "github"]);
    expect(code).toBe(1);
    expect(out).toContain("::error file=compose.yml,line=3,title=image.pinned::web runs nginx:latest");
  });

  test("counts waivers in the file's extension field", async () => {
    const folder = temporaryFolder();
    const waivers = `x-compose-gen:
  waivers:
${rules.map(({ id }) => `    - {rule: ${id}, reason: nobody runs this file}`).join("\n")}
`;
    writeFileSync(join(folder, "compose.yml"), `${waivers}${careless}`);
    expect((await run(folder, ["lint", "--file", "compose.yml"])).code).toBe(0);
  });

  test.each<[string, string | undefined, string]>([
    ["that is not there", undefined, "COMPOSE_FILE_UNREADABLE"],
    ["that is none", "a: b\n", "COMPOSE_FILE_INVALID"],
    [
      "with a waiver without a reason",
      `${careless}x-compose-gen: {waivers: [{rule: image.pinned}]}\n`,
      "COMPOSE_FILE_INVALID",
    ],
    [
      "with a misspelt key in a waiver, which would last for ever",
      `${careless}x-compose-gen: {waivers: [{rule: image.pinned, reason: nobody runs it, expire: 2020-01-01}]}\n`,
      "COMPOSE_FILE_INVALID",
    ],
    [
      "with an extension field that has other keys",
      `${careless}x-compose-gen: {waiver: [{rule: image.pinned, reason: nobody runs it}]}\n`,
      "COMPOSE_FILE_INVALID",
    ],
    [
      "with an extension field of a service that is a list",
      `${careless}    x-compose-gen: [{rule: image.pinned, reason: nobody runs it}]\n`,
      "COMPOSE_FILE_INVALID",
    ],
    [
      "with a reason that says nothing",
      `${careless}x-compose-gen: {waivers: [{rule: image.pinned, reason: needed}]}\n`,
      "COMPOSE_FILE_INVALID",
    ],
    [
      "that is larger than any person writes",
      `${careless}#${" ".repeat(9_000_000)}`,
      "COMPOSE_FILE_UNREADABLE",
    ],
  ])("refuses one %s", async (_name, text, code) => {
    const folder = temporaryFolder();
    if (text !== undefined) writeFileSync(join(folder, "compose.yml"), text);
    const result = await run(folder, ["lint", "--file", "compose.yml"]);
    expect(result).toMatchObject({ code: 3, out: "" });
    expect(result.err).toContain(`[${code}]`);
  });
});

describe("a file where a stack belongs", () => {
  test.each(["average.yml", "deploy/compose.yaml", "stack.json"])("%s is told to be one", async (name) => {
    const { code, err } = await run(temporaryFolder(), ["lint", name]);
    expect(code).toBe(3);
    expect(err).toContain(`"${name}" is a file, not a stack.`);
    expect(err).toContain(`compose-gen lint --file ${name}`);
  });

  test("so is a name that exists in the folder, but not when a stack has it", async () => {
    const folder = folderWith();
    for (const name of ["Composefile", "shop"]) writeFileSync(join(folder, name), careless);
    expect((await run(folder, ["lint", "Composefile"])).err).toContain("compose-gen lint --file Composefile");
    expect((await run(folder, ["lint", "shop"])).code).toBe(0);
  });

  test("behind --file is told to repeat it", async () => {
    const { code, err } = await run(temporaryFolder(), ["lint", "--file", "a.yml", "b.yml"]);
    expect(code).toBe(3);
    expect(err).toContain("compose-gen lint --file a.yml --file b.yml");
  });
});

test("a file is checked against the schema of Compose", async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "compose.yml"), "services:\n  web:\n    imge: nginx\n");
  const { code, out } = await run(folder, ["lint", "--file", "compose.yml", "--format", "json"]);
  expect(code).toBe(1);
  const { findings } = JSON.parse(out).files[0];
  expect(findings).toContainEqual(
    expect.objectContaining({ rule: "compose.schema", line: 3, path: "services.web.imge" }),
  );
});

test("a stack that the chosen generation lacks is no success", async () => {
  const folder = folderWith((config) => {
    config.stacks.two = (config.stacks.two ?? []).filter(({ name }) => name === "payment");
  });
  const { code, err } = await run(folder, ["lint", "shop", "--generation", "two", "--config", "config.json"]);
  expect(code).toBe(3);
  expect(err).toContain('The generation "two" has no "shop".');
});

test.each([
  [["lint", "shpo"], "STACK_UNKNOWN"],
  [["lint", "--profile", "moon"], "PROFILE_UNKNOWN"],
  [["lint", "--generation", "nine"], "GENERATION_UNKNOWN"],
  [["lint", "--format", "xml"], "USAGE"],
  [["lint", "shop", "--file", "a.yml"], "USAGE"],
  [["explain", "user.nonroot"], "RULE_UNKNOWN"],
  [["explain", "a", "b"], "USAGE"],
])("%j ends with 3 and %s", async (argv, code) => {
  const result = await run(temporaryFolder(), argv);
  expect(result).toMatchObject({ code: 3, out: "" });
  expect(result.err).toContain(`[${code}]`);
});

describe("explain", () => {
  test("lists every rule with its severity and what it asks for", async () => {
    const { code, out } = await run(temporaryFolder(), ["explain"]);
    expect(code).toBe(0);
    for (const { id, severity, title } of rules)
      expect(out).toMatch(new RegExp(`^${id} +${severity} +${escaped(title)}$`, "m"));
  });

  test("shows what an example needs besides the Compose file", async () => {
    const told = async (id: string) => (await run(temporaryFolder(), ["explain", id])).out;
    expect(await told("health.tool")).toContain('# images.json: "shop" has the tools wget');
    expect(await told("image.verified")).toContain('# images.lock.json: "nginx" is not verified');
    expect(await told("waiver.expired")).toContain('expires: "2020-12-31" }');
  });

  test.each(rules.map(({ id }) => id))("says everything about %s", async (id) => {
    const { out } = await run(temporaryFolder(), ["explain", id]);
    const rule = rules.find((candidate) => candidate.id === id);
    for (const heading of ["Why", "Wrong", "Right", "How to repair", "How to waive"])
      expect(out).toContain(`\n${heading}\n  `);
    if (rule?.fixDefinition)
      expect(out).toContain(`\nHow to repair in a definition\n  ${rule.fixDefinition}\n`);
    for (const reference of rule?.references ?? []) expect(out).toContain(`  ${reference}\n`);
  });
});

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
