import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { soakDocument } from "../../src/output/unicity-schemas.ts";
import { processesBelow } from "../support/processes.ts";
import { runJson } from "../support/run-cli.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

test("late answers and a restarted relay lose nothing and leave no error that they do not explain", {
  timeout: 240_000,
}, async () => {
  const home = temporaryFolder();
  const report = join(temporaryFolder(), "report");
  const options = ["--minutes", "0.27", "--wallets", "2", "--faults", "--seed", "faults", "--report", report];
  const { exitCode, document } = await runJson(home, ["soak", ...options], {}, 230_000);
  const soak = soakDocument.parse(document);
  expect(soak.verdicts.filter(({ met }) => !met)).toEqual([]);
  expect(soak.faults.map(({ service, what }) => `${service} ${what}`)).toContainEqual(
    expect.stringMatching(/^relay is restarted/),
  );
  expect(soak.faults.length).toBeGreaterThan(1);
  expect(soak.unexplained).toEqual([]);
  expect(exitCode).toBe(0);
  expect([readdirSync(home), processesBelow(home)]).toEqual([[], []]);
});
