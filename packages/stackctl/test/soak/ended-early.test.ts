import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { soakDocument } from "../../src/output/unicity-schemas.ts";
import { eventually } from "../support/eventually.ts";
import { processesBelow } from "../support/processes.ts";
import { CLI, runCli } from "../support/run-cli.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** Wallets open late on a machine that does much else. */
const LIMITS = { timeout: 300_000 };

/** Starts a soak that would go on for long. Whatever is left of it is removed after the test. */
function startSoak(home: string, report: string): { child: ChildProcess; output(): string } {
  const args = ["soak", "--minutes", "30", "--wallets", "2", "--report", report];
  const env = { ...process.env, STACKCTL_HOME: home, NO_COLOR: "1" };
  const child = spawn(process.execPath, [CLI, ...args], { env, stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await runCli(home, ["soak", "--instance", "nobody"]);
  });
  return { child, output: () => output };
}

test("Ctrl-C ends it early; the report is kept, and nothing else", LIMITS, async () => {
  const home = temporaryFolder();
  const report = join(temporaryFolder(), "report");
  const { child, output } = startSoak(home, report);
  await eventually("wallets work", () => output().includes("2 wallets are open."), 180_000);
  const ended = once(child, "exit");
  child.kill("SIGINT");
  expect(await ended).toEqual([null, "SIGINT"]);
  const soak = soakDocument.parse(JSON.parse(readFileSync(join(report, "soak.json"), "utf8")));
  expect(soak).toMatchObject({ end: "interrupted", health: "healthy", unexplained: [] });
  expect(soak.epochs[0]).toMatchObject({ lost: "0", surplus: "0" });
  expect(existsSync(join(report, "soak.html"))).toBe(true);
  expect([readdirSync(home), processesBelow(home)]).toEqual([[], []]);
});

test(
  "what a soak that was killed has left is removed by the next one, and nothing of others",
  LIMITS,
  async () => {
    const home = temporaryFolder();
    const { child } = startSoak(home, join(home, "report"));
    const faucetListens = () =>
      readdirSync(home).some((name) => existsSync(join(home, name, "faucet/endpoint.json")));
    await eventually("its instance is up", faucetListens, 180_000);
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
    expect(processesBelow(home).length).toBeGreaterThan(0);
    const [left = ""] = readdirSync(home);
    const { stdout } = await runCli(home, ["soak", "--instance", "nobody"]);
    expect(stdout).toContain(`Removed ${left}: its soak was killed.`);
    expect([readdirSync(home), processesBelow(home)]).toEqual([[], []]);
  },
);
