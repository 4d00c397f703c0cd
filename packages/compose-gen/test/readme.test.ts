import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { selectionOptions } from "../src/cli/options.ts";
import { temporaryFolder } from "./support/folder.ts";
import { run } from "./support/run.ts";

const readme = readFileSync(join(import.meta.dirname, "../README.md"), "utf8");
const commands = [...readme.matchAll(/\| `compose-gen ([^`]+)` *\|/g)].map(([, command = ""]) => command);

test("the README shows commands", () => {
  expect(commands.length).toBeGreaterThan(5);
});

test.each(commands)("compose-gen %s works in a rendered folder", async (command) => {
  const folder = temporaryFolder();
  await run(folder, ["render", "--all-generations", "--all-profiles"]);
  // A build stores it beside the definitions.
  writeFileSync(join(folder, "schema.json"), "{}\n");
  expect(await run(folder, command.split(" "))).toMatchObject({ code: 0, err: "" });
});

test("the README explains every option that selects files", () => {
  for (const option of Object.keys(selectionOptions)) expect(readme).toContain(`--${option}`);
});
