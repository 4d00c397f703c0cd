import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { VERBS } from "../../src/cli/verbs.ts";
import { errorDocument } from "../../src/output/schemas.ts";
import { runCli, runJson } from "../support/run-cli.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

test("every verb explains itself with options and examples", async () => {
  const home = temporaryFolder();
  for (const { name, load } of VERBS) {
    const { exitCode, stdout } = await runCli(home, [name, "--help"]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(new RegExp(`^Usage: stackctl ${name}.*\\[options\\]\n`));
    for (const example of (await load()).examples) expect(stdout).toContain(example);
  }
});

test("prints the version of the project", async () => {
  const { stdout } = await runCli(temporaryFolder(), ["--version"]);
  expect(stdout).toMatch(/^\d+\.\d+\.\d+$/);
});

test.each([
  [["upp"], "Did you mean up?"],
  [["frobnicate"], "Known: up, down, status"],
  [["up", "--detatch"], "Did you mean --detach?"],
  [["up", "--port-base", "70000"], "--port-base 70000 is not a port"],
  [["up", "--port-base", "65535"], "room for 3 services"],
  [["up", "--accounts", "0"], "is not a number from 1 to 100"],
  [["up", "--docker", "--control"], "--control is for processes"],
  [["up", "--verify"], "--verify is for images"],
  [["up", "--docker", "--unverified", "relay"], "--unverified goes with --verify"],
  [["verify", "--unverified", "nothing"], "--unverified nothing names no image of ours"],
  [["up", "--instance", "../other"], "cannot be an instance name"],
  [["status", "extra"], 'Unexpected argument "extra"'],
  [["snapshot", "restore"], "`snapshot restore` needs its name"],
  [["snapshot", "list", "two"], 'Unexpected argument "two"'],
  [["snapshot", "Base"], "cannot be the name of a snapshot"],
  [["snapshot", "base", "--undo"], "--undo belongs to `snapshot restore`"],
  [["snapshot", "restore", "base", "--undo"], 'Unexpected argument "base"'],
  [["snapshot", "to-backup.1"], "belong to backups"],
  [["backup"], "Missing argument: expected FILE"],
  [["backup", "x.age", "--recipient", "age1nonsense"], "is no public key of age"],
  [["restore"], "Missing argument: expected FILE"],
  [["airgap", "save"], "Missing argument: expected save FILE | load FILE"],
  [["airgap", "carry", "x.tar"], "There is no `airgap carry`"],
  [["airgap", "load", "x.tar", "--platform", "linux/amd64"], "--platform belongs to `airgap save`"],
  [["airgap", "save", "x.tar", "--serve"], "--serve belongs to `airgap load`"],
  [["airgap", "save", "x.tar", "--platform", "amd64"], "--platform amd64 is no platform"],
  [["airgap", "save", "x.tar", "--stack", "ralay"], 'There is no stack "ralay"'],
  [["airgap", "load", "x.tar", "--port", "70000"], "--port 70000 is no port"],
  [["upgrade", "--to", "latest"], "--to latest is no version"],
  [["upgrade", "--image", "relay"], "names no image"],
  [["fund", "@alice"], "Missing argument: expected <recipient> <amount> [coin]"],
  [["fund", "@alice", "0"], "is no amount above zero"],
  [["fund", "@alice", "1e3"], "is no decimal number"],
  [["fund", "@alice", "0.5", "--base-units"], "is no whole number of base units"],
  [["soak", "--minutes", "0"], "is no number of minutes"],
  [["soak", "--wallets", "1"], "is not a number from 2 to 200"],
  [["soak", "--transfers", "fast"], "Known: conservative, instant"],
  [["soak", "--budget", "transfer.p95"], "OPERATION.FIGURE=MS"],
  [["soak", "--instance", "mine", "--wipe-every", "5"], "was not made by this soak"],
  [["soak", "--instance", "mine", "--faults"], "was not made by this soak"],
  [["env", "--format", "yaml"], "Known: shell, dotenv, json, github"],
])("stackctl %j is a usage error that says what to do", async (args, text) => {
  const { exitCode, stdout, stderr } = await runCli(temporaryFolder(), args);
  expect(stderr).toContain(text);
  expect(stderr).toMatch(/See `stackctl .*--help`/);
  expect(stdout).toBe("");
  expect(exitCode).toBe(3);
});

test("an error is a document of its own with --json", async () => {
  const { exitCode, document } = await runJson(temporaryFolder(), ["up", "--accounts", "x"]);
  expect(errorDocument.parse(document).error.code).toBe("USAGE");
  expect(exitCode).toBe(3);
});

test.each([
  ["9.9.9", "SDK_UNKNOWN", "sphere-sdk"],
  ["sphere-sdk@0.14.1", "SDK_UNSUPPORTED", "renders\\)|unsupported"],
  ["sphere-sdk@0.9.0", "SDK_NOT_EMBEDDED", "v2a"],
])("up --sdk %s is refused as %s before anything is made", async (sdk, code, evidence) => {
  const home = join(temporaryFolder(), "home");
  const { exitCode, document } = await runJson(home, ["up", "--sdk", sdk]);
  expect(document.error.code).toBe(code);
  expect(document.error.evidence).toMatch(new RegExp(evidence));
  expect(exitCode).toBe(3);
  expect(existsSync(home)).toBe(false);
});

test("test wallets are refused where others could reach them", async () => {
  const args = ["up", "--profile", "host", "--accounts", "2"];
  const { exitCode, document } = await runJson(temporaryFolder(), args);
  expect(document.error).toMatchObject({
    code: "ACCOUNTS_REFUSED",
    cause: expect.stringContaining("public"),
  });
  expect(exitCode).toBe(3);
});

test("--dry-run prints the plan and makes nothing", async () => {
  const home = join(temporaryFolder(), "home");
  const { document } = await runJson(home, ["up", "--dry-run", "--port-base", "20000", "--sdk", "0.6.14"]);
  expect(document.plan.services).toEqual([
    { name: "relay", action: "start", port: 20_000 },
    { name: "aggregator", action: "start", port: 20_001 },
    { name: "faucet", action: "start", port: 20_002 },
  ]);
  expect(existsSync(home)).toBe(false);
});

test.each(["status", "env", "trust-base", "logs", "accounts", "wipe", "snapshot"])(
  "%s of an instance that does not exist is unreachable and names the next step",
  async (verb) => {
    const { exitCode, document } = await runJson(temporaryFolder(), [verb]);
    expect(document.error).toMatchObject({
      code: "INSTANCE_UNKNOWN",
      next: expect.stringContaining("stackctl up"),
    });
    expect(exitCode).toBe(2);
  },
);

test("down of nothing is done at once, so that a script may always call it", async () => {
  const { exitCode, document } = await runJson(temporaryFolder(), ["down"]);
  expect(document).toMatchObject({ stopped: [] });
  expect(exitCode).toBe(0);
});

test("colour is written only when it is wanted", async () => {
  const home = temporaryFolder();
  const csi = String.fromCharCode(27);
  const plain = await runCli(home, ["status"]);
  const coloured = await runCli(home, ["status"], { FORCE_COLOR: "1" });
  const refused = await runCli(home, ["status"], { FORCE_COLOR: "1", NO_COLOR: "1" });
  expect(plain.stderr).not.toContain(csi);
  expect(coloured.stderr).toContain(csi);
  expect(refused.stderr).not.toContain(csi);
});
