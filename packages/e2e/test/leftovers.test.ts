import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { beginRun } from "../src/run.ts";
import { environment, temporaryFolder } from "./support/place.ts";

test("what a run on another machine has claimed is left alone and named", async () => {
  const home = temporaryFolder();
  const claim = join(home, ".e2e/e2e-0a1b2c3d");
  for (const folder of [".e2e", "e2e-0a1b2c3d"]) mkdirSync(join(home, folder));
  const holder = { pid: 1, started: "then", host: "another-machine", verb: "e2e", since: "2026-01-01" };
  writeFileSync(claim, JSON.stringify(holder));
  const said: string[] = [];
  const env = environment(home, { E2E_LOCAL_INFRA: "1", E2E_LOCAL_INFRA_NO_FAUCET: "1" });
  const run = await beginRun({ env, project: home, print: (line) => void said.push(line) });
  await run?.end({ failed: false });
  expect(said.join("\n")).toMatch(/"e2e-0a1b2c3d" is left alone: a run on another-machine has it/);
  expect(said).toHaveLength(2);
});
