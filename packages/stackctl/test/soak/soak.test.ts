import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { soakDocument, soakPlanDocument } from "../../src/output/unicity-schemas.ts";
import { stateHomeForTest, upForTest } from "../support/instance.ts";
import { processesBelow } from "../support/processes.ts";
import { runCli, runJson } from "../support/run-cli.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const notMet = (soak: { verdicts: { met: boolean }[] }) => soak.verdicts.filter(({ met }) => !met);

test("wallets mint, transfer and write; nothing is lost, and nothing but the report is left", async () => {
  const home = join(temporaryFolder(), "home");
  const report = join(temporaryFolder(), "report");
  const args = ["soak", "--minutes", "0.12", "--wallets", "2", "--seed", "test", "--report", report];
  const { exitCode, document } = await runJson(home, args);
  const soak = soakDocument.parse(document);
  expect([notMet(soak), soak.unexplained]).toEqual([[], []]);
  expect(exitCode).toBe(0);
  expect(soak).toMatchObject({
    seed: "test",
    sdk: "0.6.14",
    created: true,
    end: "planned",
    health: "healthy",
  });
  expect(BigInt(soak.epochs[0]?.minted ?? 0)).toBeGreaterThan(10n ** 18n);
  expect(soak.epochs[0]?.wallets.map(({ difference }) => difference)).toEqual(["0", "0"]);
  expect(JSON.parse(readFileSync(join(report, "soak.json"), "utf8"))).toEqual(document);
  expect(readFileSync(join(report, "soak.html"), "utf8")).toContain("within the budget");
  expect(readdirSync(report).sort()).toEqual(["soak.html", "soak.json"]);
  expect([readdirSync(home), processesBelow(home)]).toEqual([[], []]);
});

test("a running instance is used with a budget, and stays as it was", async () => {
  const home = stateHomeForTest();
  const report = join(temporaryFolder(), "report");
  await upForTest(home);
  const options = ["--minutes", "0.08", "--wallets", "2", "--report", report, "--budget", "mint.p50=0"];
  const { exitCode, document } = await runJson(home, ["soak", "--instance", "default", ...options]);
  const soak = soakDocument.parse(document);
  expect(soak).toMatchObject({ instance: "default", created: false, unexplained: [] });
  expect(notMet(soak)).toContainEqual(expect.objectContaining({ what: "mint: p50, ms", limit: "0" }));
  expect(exitCode).toBe(1);
  expect(readdirSync(home)).toEqual(["default"]);
  expect((await runCli(home, ["status"])).exitCode).toBe(0);
});

test("an instance that is not there is unreachable", async () => {
  const { exitCode, document } = await runJson(temporaryFolder(), ["soak", "--instance", "nobody"]);
  expect(document.error.code).toBe("INSTANCE_UNKNOWN");
  expect(exitCode).toBe(2);
});

test("--dry-run prints the plan with its faults and makes nothing", async () => {
  const folder = temporaryFolder();
  const options = [
    "--minutes",
    "2",
    "--wipe-every",
    "1",
    "--faults",
    "--seed",
    "s",
    "--report",
    join(folder, "r"),
  ];
  const { exitCode, document } = await runJson(folder, ["soak", "--dry-run", ...options]);
  const { plan } = soakPlanDocument.parse(document);
  expect(plan.epochs.map(({ ms }) => ms)).toEqual([60_000, 60_000]);
  expect(plan.epochs.every(({ faults }) => faults.length > 0)).toBe(true);
  expect(exitCode).toBe(0);
  expect(readdirSync(folder)).toEqual([]);
});

test("a report that cannot be written is refused before anything is begun", async () => {
  const [home, folder] = [temporaryFolder(), temporaryFolder()];
  writeFileSync(join(folder, "file"), "");
  const report = join(folder, "file", "report");
  const { exitCode, document } = await runJson(home, ["soak", "--minutes", "0.1", "--report", report]);
  expect(document.error).toMatchObject({ code: "REPORT_UNWRITABLE", where: report });
  expect(exitCode).toBe(3);
  expect([readdirSync(home), readdirSync(folder)]).toEqual([[], ["file"]]);
});

test("more minutes than a timer can wait for are refused with the limit", async () => {
  const { exitCode, document } = await runJson(temporaryFolder(), [
    "soak",
    "--dry-run",
    "--minutes",
    "35792",
  ]);
  expect(document.error.what).toBe("--minutes 35792 is no number of minutes from 0.02 to 35791.");
  expect(exitCode).toBe(3);
});
