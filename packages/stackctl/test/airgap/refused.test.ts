import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { runJson } from "../support/run-cli.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { sampleBundle } from "./support/bundle.ts";

test("a bundle is looked at before an engine is asked for anything", async () => {
  const { file } = await sampleBundle();
  writeFileSync(file, readFileSync(file).subarray(0, 3_000));
  const home = temporaryFolder();
  const load = ["airgap", "load", file, "--out", `${home}/files`];
  const cut = await runJson(home, load, { PATH: home });
  expect(cut.document.error).toMatchObject({ code: "AIRGAP_TRUNCATED", where: file });
  expect(cut.exitCode).toBe(3);
  expect(readdirSync(home)).toEqual([]);
});

test("a whole bundle without an engine changes nothing", async () => {
  const { file } = await sampleBundle();
  const home = temporaryFolder();
  const { document } = await runJson(home, ["airgap", "load", file, "--out", `${home}/files`], {
    PATH: home,
  });
  expect(document.error.code).toBe("DOCKER_MISSING");
  expect(readdirSync(home)).toEqual([]);
});
