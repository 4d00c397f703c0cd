import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { expect, onTestFinished, test } from "vitest";
import { annotation } from "../src/failure/annotate.ts";
import { describeVariables } from "../src/failure/variables.ts";
import { stackctlProgram } from "../src/program.ts";
import { beginRun } from "../src/run.ts";
import { environment, processesIn, stackForTest, temporaryFolder } from "./support/place.ts";

test("an annotation stays in its line, and is for GitHub only", () => {
  expect(annotation({}, "It failed.")).toBeUndefined();
  const line = annotation({ GITHUB_ACTIONS: "true" }, "It failed: 50%, or so\nsee there");
  expect(line).toBe("::error title=It failed%3A 50%25%2C or so::It failed: 50%25, or so%0Asee there");
});

test("only variables of the run are described, without secrets and the home folder", () => {
  const env = {
    SPHERE_TRUST_BASE_PATH: "/home/alice/tb.json",
    E2E_LOCAL_API_KEY: "very-secret",
    AWS_SECRET_ACCESS_KEY: "other",
    PATH: "/bin",
  };
  const text = describeVariables(env, "/home/alice");
  expect(text).toContain("SPHERE_TRUST_BASE_PATH=~/tb.json\n");
  expect(text).toContain("E2E_LOCAL_API_KEY=<redacted>\n");
  expect(text).not.toMatch(/secret\b|other|PATH=\/bin/);
});

test("of variables that belong to others only the names are described", () => {
  const env = {
    E2E_WALLET_WORDS: "abandon ability able about above absent",
    SPHERE_PIN: "4711",
    E2E_EMPTY: "",
    E2E_LOCAL_BACKEND: "docker",
    SPHERE_AGGREGATOR_URL: "https://alice:pass@agg.example/v1?apikey=k1",
    NODE_OPTIONS: "--env-file=.env",
    CI: "true",
  };
  expect(describeVariables(env).split("\n")).toEqual([
    "CI=true",
    "E2E_EMPTY=",
    "E2E_LOCAL_BACKEND=docker",
    "E2E_WALLET_WORDS=<set, value not shown>",
    "NODE_OPTIONS=<set, value not shown>",
    "SPHERE_AGGREGATOR_URL=https://agg.example/v1?…",
    "SPHERE_PIN=<set, value not shown>",
    `node=${process.version}`,
    "",
  ]);
});

test("a stack that does not come up leaves a report with the reason, and nothing else", async () => {
  const home = temporaryFolder();
  const blocker = await stackForTest(home, { services: ["relay"] });
  const { port } = new URL(blocker.endpoints.relay.url);
  const before = processesIn(home);
  const said: string[] = [];
  const env = environment(home, {
    E2E_LOCAL_INFRA: "1",
    E2E_LOCAL_INFRA_NO_FAUCET: "1",
    E2E_LOCAL_PORT_BASE: port,
    GITHUB_ACTIONS: "true",
    // As an error of stackctl might repeat it.
    E2E_WALLET_HINT: "choose other ports",
  });
  const begun = beginRun({ env, project: home, print: (line) => void said.push(line) });
  await expect(begun).rejects.toThrow(/PORT_TAKEN.*--port-base/s);
  expect(said.join("\n")).toMatch(/Failure report: .*\n::error title=Port \d+%2C wanted by relay/s);
  const [report = ""] = readdirSync(join(home, "failures"));
  const text = readFileSync(join(home, "failures", report, "failure.txt"), "utf8");
  expect(text).toContain("PORT_TAKEN");
  for (const told of [text, said.at(-1)]) {
    expect(told).toContain("<redacted:E2E_WALLET_HINT>");
    expect(told).not.toContain("choose other ports");
  }
  expect(processesIn(home)).toEqual(before);
});

test("a stack that is to stay does, also when the runner ends before its report is whole", async () => {
  const home = temporaryFolder();
  const flags = { E2E_LOCAL_INFRA: "1", E2E_LOCAL_INFRA_NO_FAUCET: "1", E2E_KEEP_FAILED: "1" };
  const env = environment(home, flags);
  const keepers = () => processesIn(home).filter((line) => line.includes('"instance":'));
  const said: { line: string; keepers: number }[] = [];
  const print = (line: string) => void said.push({ line, keepers: keepers().length });
  const run = await beginRun({ env, project: home, print });
  const wipe = [stackctlProgram(), "wipe", "--yes", "--instance", run?.stack?.instance ?? ""];
  onTestFinished(async () => void (await execa(process.execPath, wipe, { env, reject: false })));
  await run?.end({ failed: true, withinMs: 1 });
  const report = said.find(({ line }) => line.startsWith("Failure report"));
  expect(report?.keepers, "nobody waits any more to end it").toBe(0);
  const [folder = ""] = readdirSync(join(home, "failures")).map((name) => join(home, "failures", name));
  expect(readdirSync(folder).sort()).toEqual([
    "checks.ndjson",
    "environment.txt",
    "failure.txt",
    "stack-missing.txt",
  ]);
  expect(readFileSync(join(folder, "stack-missing.txt"), "utf8")).toContain("teardownTimeout");
  const relay = run?.stack?.endpoints.relay.url.replace("ws", "http") ?? "";
  expect((await fetch(relay)).ok).toBe(true);
  const command = said.find(({ line }) => line.startsWith("End it: "))?.line.slice("End it: ".length);
  const stackctl = `${process.execPath} ${stackctlProgram()}`;
  await execa("sh", ["-c", (command ?? "").replaceAll("npx @unicity-sphere/stackctl", stackctl)], {
    stdin: "ignore",
  });
  expect(processesIn(home)).toEqual([]);
  expect(existsSync(run?.stack?.folder ?? home)).toBe(false);
});
