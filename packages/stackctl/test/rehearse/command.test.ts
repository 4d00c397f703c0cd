import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { errorDocument } from "../../src/output/schemas.ts";
import { findCheckout } from "../../src/rehearse/checkout.ts";
import { planRehearsal } from "../../src/rehearse/plan.ts";
import { rehearsePlanDocument } from "../../src/rehearse/schemas.ts";
import { runCli, runJson } from "../support/run-cli.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** A `docker` that answers as one without an engine does. */
function pathWithoutEngine(): string {
  const folder = temporaryFolder();
  const docker = join(folder, "docker");
  writeFileSync(docker, "#!/bin/sh\necho 'Cannot connect to the Docker daemon' >&2\nexit 1\n");
  chmodSync(docker, 0o755);
  return `${folder}:${process.env.PATH}`;
}

test("--dry-run prints the plan without an engine", async () => {
  const { exitCode, document } = await runJson(temporaryFolder(), ["rehearse", "--dry-run"], {
    PATH: pathWithoutEngine(),
  });
  expect(exitCode).toBe(0);
  expect(rehearsePlanDocument.parse(document).plan).toEqual(planRehearsal(false));
});

test.each([[[]], [["--clean"]]])("without an engine %j is unreachable and says what to do", async (args) => {
  const env = { PATH: pathWithoutEngine() };
  const { exitCode, document } = await runJson(temporaryFolder(), ["rehearse", ...args], env);
  expect(exitCode).toBe(2);
  expect(errorDocument.parse(document).error).toMatchObject({
    code: "ENGINE_UNREACHABLE",
    evidence: "Cannot connect to the Docker daemon",
    next: expect.stringContaining("Start Docker"),
  });
});

test("an id without --clean is a usage error", async () => {
  const { exitCode, stderr } = await runCli(temporaryFolder(), ["rehearse", "0a0b0c0d"]);
  expect(exitCode).toBe(3);
  expect(stderr).toContain("Ids go with --clean");
});

test("outside a checkout it says that it needs one", () => {
  expect(() => findCheckout(temporaryFolder())).toThrow(
    expect.objectContaining({
      code: "NO_CHECKOUT",
      parts: expect.objectContaining({ next: expect.stringContaining("Clone") }),
    }),
  );
  expect(findCheckout(import.meta.dirname)).toBe(join(import.meta.dirname, "../../../.."));
});
