import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { errorDocument } from "../../src/output/schemas.ts";
import { findCheckout } from "../../src/rehearse/checkout.ts";
import { planRehearsal } from "../../src/rehearse/plan.ts";
import { rehearseCleanPlanDocument, rehearsePlanDocument } from "../../src/rehearse/schemas.ts";
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

test.each([
  [["0a0b0c0d"], "Ids go with --clean"],
  [["--keep", "--clean"], "--keep and --clean exclude each other"],
  [["--instance", "two"], "Unknown option '--instance'"],
])("rehearse %j is a usage error", async (args, text) => {
  const { exitCode, stderr } = await runCli(temporaryFolder(), ["rehearse", ...args]);
  expect(exitCode).toBe(3);
  expect(stderr).toContain(text);
});

test("its help does not offer --instance", async () => {
  const { stdout } = await runCli(temporaryFolder(), ["rehearse", "--help"]);
  expect(stdout).toContain("--json");
  expect(stdout).not.toContain("--instance");
});

test("--clean --dry-run asks the engine what there is, and removes nothing", async () => {
  const folder = temporaryFolder();
  const log = join(folder, "log");
  const lists = `case "$*" in 'ps --all --filter label=unicity.rehearsal --format'*) echo 0a0b0c0d ;; esac`;
  const names = `case "$*" in *name=unicity-rehearsal-0a0b0c0d*Names*) echo unicity-rehearsal-0a0b0c0d-relay ;; esac`;
  writeFileSync(join(folder, "docker"), `#!/bin/sh\necho "$*" >>'${log}'\n${lists}\n${names}\n`);
  chmodSync(join(folder, "docker"), 0o755);
  const env = { PATH: `${folder}:${process.env.PATH}` };
  const args = ["rehearse", "--clean", "0a0b0c0d", "--dry-run"];
  const { exitCode, document } = await runJson(temporaryFolder(), args, env);
  expect(exitCode).toBe(0);
  expect(rehearseCleanPlanDocument.parse(document).remove).toEqual([
    { id: "0a0b0c0d", containers: ["unicity-rehearsal-0a0b0c0d-relay"], networks: [], volumes: [] },
  ]);
  expect(readFileSync(log, "utf8")).not.toMatch(/(^| )(rm|stop|create) /m);
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
