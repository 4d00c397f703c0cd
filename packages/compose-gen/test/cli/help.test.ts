import { describe, expect, test } from "vitest";
import { commands } from "../../src/cli/commands.ts";
import { carried } from "../../src/cli/complete-commands.ts";
import { temporaryFolder } from "../support/folder.ts";
import { run } from "../support/run.ts";

const names = commands.map(({ name }) => name);

describe.each(names)("the page of %s", (name) => {
  test("shows each of its options with what it does, and no other one", async () => {
    const { code, out } = await run(temporaryFolder(), [name, "--help"]);
    expect(code).toBe(0);
    const command = await commands.find((entry) => entry.name === name)?.load();
    const shown = out.split("\n").filter((line) => line.startsWith("  --"));
    expect(shown.map((line) => /^ {2}--(\S+)( \S+)? {2,}\S/.exec(line)?.[1])).toEqual(
      Object.keys(command?.options ?? {}),
    );
  });

  test("is the same by help, and without one of the other commands", async () => {
    const folder = temporaryFolder();
    const page = await run(folder, ["help", name]);
    expect(page).toEqual(await run(folder, [name, "-h"]));
    expect(page.out).toMatch(new RegExp(`^Usage: compose-gen ${name}\\b`));
    const others = names.filter((other) => other !== name);
    for (const other of others) expect(page.out).not.toMatch(new RegExp(`^ *compose-gen ${other}\\b`, "m"));
  });

  test("has examples whose options exist", async () => {
    const { examples = [], options = {} } =
      (await commands.find((entry) => entry.name === name)?.load()) ?? {};
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) {
      expect(example).toMatch(new RegExp(`^${name}\\b`));
      for (const [, option = ""] of example.matchAll(/ --([\w-]+)/g)) expect(options).toHaveProperty(option);
    }
  });
});

test("the overview shows each command but those of builds, and ends with 3 when nobody asked for it", async () => {
  const folder = temporaryFolder();
  const asked = await run(folder, ["help"]);
  expect(asked.code).toBe(0);
  for (const { name, summary, internal } of commands)
    expect(asked.out.includes(`  ${name} `) && asked.out.includes(summary)).toBe(internal !== true);
  expect(await run(folder, ["--help"])).toEqual(asked);
  expect(await run(folder, [])).toEqual({ ...asked, code: 3 });
});

test.each(["--version", "-v"])("%s prints the version", async (option) => {
  expect(await run(temporaryFolder(), [option])).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
  });
});

test("help about no command names the nearest", async () => {
  expect((await run(temporaryFolder(), ["help", "lokc"])).err).toContain('Did you mean "lock"?');
});

test("an argument after -- is no question for help", async () => {
  const { code, err } = await run(temporaryFolder(), ["render", "--", "--help"]);
  expect(code).toBe(3);
  expect(err).toContain('There is no stack "--help"');
});

test("what a command in a message takes over from a run is an option of that command", async () => {
  for (const [name, options] of Object.entries(carried)) {
    const command = await commands.find((entry) => entry.name === name)?.load();
    for (const option of options) expect(command?.options).toHaveProperty(option);
  }
});
