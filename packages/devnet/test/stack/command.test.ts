import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../aggregator/support/folders.ts";
import { runProcess } from "../aggregator/support/process.ts";

test.each([
  [[], "--data-dir"],
  [["--data-dir", "x", "--ports", "1"], "--ports"],
])("refuses %j with exit code 3 and the usage", async (args, named) => {
  const { code, stderr } = await runProcess(["stack", ...args]);
  expect(code).toBe(3);
  expect(stderr).toContain(named);
  expect(stderr).toContain("Usage: unicity-devnet stack");
});

test("refuses a data folder that it cannot write, and names it", async () => {
  const file = join(temporaryFolder(), "file");
  writeFileSync(file, "");
  const { code, stderr } = await runProcess(["stack", "--data-dir", join(file, "data")]);
  expect(code).toBe(3);
  expect(stderr).toContain("STATE_UNWRITABLE");
  expect(stderr).toContain(join(file, "data"));
});

test("help names the ports", async () => {
  const { code, stdout } = await runProcess(["stack", "--help"]);
  expect(code).toBe(0);
  for (const port of ["7777", "11003", "11004"]) expect(stdout).toContain(port);
});
